"""What the bench announces. Subjects: "worksheet:WS-2018-0001", the laboratory's office, and the samples on the sheet.

worksheet.* carry {"worksheet", "laboratory", "method", "state"}; blocked also {"nonconformity", "failed": [texts]}.
"""

WORKSHEET_OPENED = "laboratory.worksheet.opened"
WORKSHEET_EXTENDED = "laboratory.worksheet.extended"
WORKSHEET_READ = "laboratory.worksheet.read"
WORKSHEET_BLOCKED = "laboratory.worksheet.blocked"
WORKSHEET_ACCEPTED = "laboratory.worksheet.accepted"
WORKSHEET_REOPENED = "laboratory.worksheet.reopened"
WORKSHEET_VOIDED = "laboratory.worksheet.voided"
