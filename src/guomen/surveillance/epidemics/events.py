"""What is announced of epidemics. Subjects: the area, and the dossier where there is one.

surveillance.area.declared, .revised and .ended carry {"area", "disease", "country", "part", "from", "until"};
surveillance.line.set carries {"dossier", "line", "state", "tightens": line or ""}.
"""

AREA_DECLARED = "surveillance.area.declared"
AREA_REVISED = "surveillance.area.revised"
AREA_ENDED = "surveillance.area.ended"
LINE_SET = "surveillance.line.set"
