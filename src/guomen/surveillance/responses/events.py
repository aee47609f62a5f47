"""What is announced of responses. Subject: the dossier.

surveillance.response.chosen carries {"dossier", "option", "place", "first": code of the option ranked first, "until",
"ground"}.
"""

RESPONSE_CHOSEN = "surveillance.response.chosen"
