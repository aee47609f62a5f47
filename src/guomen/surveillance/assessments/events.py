"""What is announced of assessments. Subjects: the dossier.

surveillance.assessment.drafted and .signed carry {"dossier", "version", "method", "level"}; surveillance.dissent.said
carries {"dossier", "version", "level", "ground"}.
"""

ASSESSMENT_DRAFTED = "surveillance.assessment.drafted"
ASSESSMENT_SIGNED = "surveillance.assessment.signed"
DISSENT_SAID = "surveillance.dissent.said"
