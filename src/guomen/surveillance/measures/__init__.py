"""The arsenal: lawful measures, imposed on a ground, met by the next declaration, carried out, watched and lifted."""
