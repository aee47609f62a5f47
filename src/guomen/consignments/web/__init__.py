"""The pages of this room: a file is uploaded, looked at, corrected in its layout, and lodged."""
