"""A family in two agencies' deliveries, with what a genogram has to read: loaded by the real loader.

Kit's grandfather is dead, his parents are divorced, his father has a partner who expects a child, Kit is placed with
his aunt, as his sister was once, and was before with his grandmother; he cares for his mother at weekends. His mother
is with two services, of which housing has no link with anybody. His sister has a plan, and no core group is recorded.
"""

from __future__ import annotations

from deliver import Agency, person_id

csc, housing = Agency("csc", "children_social_care"), Agency("housing", "housing")
csc.person("kit", "2012-03-04", given_names="Kit", family_name="Hale", sex="male")
csc.person("lou", "2014-05-06", given_names="Lou", family_name="Hale", sex="female")
csc.person("ann", "1985-02-01", given_names="Ann", family_name="Hale", sex="female")
csc.person("bob", "1983", given_names="Bob", family_name="Hale", sex="male")
csc.person("cat", "1990", given_names="Cat", family_name="Moss", sex="female")
csc.person("gpa", "1948", given_names="Arthur", family_name="Hale", sex="male", deceased_on="2015-06-01")
csc.person("gma", "1950", given_names="Edith", family_name="Hale", sex="female")
csc.person("joy", "1981", given_names="Joy", family_name="Hale", sex="female")
csc.person("bab", "", given_names="Baby", family_name="Moss", expected_date_of_birth="2026-06")
for parent in ("ann", "bob"):
    for child in ("kit", "lou"):
        csc.tie(parent, "parent", child)
for parent in ("gpa", "gma"):
    for child in ("bob", "joy"):
        csc.tie(parent, "parent", child)
csc.tie("gpa", "spouse", "gma", since="1975", until="2015-06-01")
csc.tie("ann", "spouse", "bob", since="2009-07-01", until="2018-02-01")
csc.tie("bob", "partner", "cat", since="2020")
csc.tie("cat", "parent", "bab")
csc.tie("bob", "parent", "bab")
csc.tie("joy", "foster_parent", "kit", since="2024-01-01")
csc.tie("joy", "foster_parent", "lou", since="2020-01-01", until="2022-02-01")
csc.tie("gma", "kinship_carer", "kit", since="2019", until="2020-05")
csc.tie("kit", "young_carer", "ann", since="2023-01-01")
csc.home("joys", "joy", "kit", uprn="100000000701")
housing.person("ann", "1985-02-01", given_names="Ann", family_name="Hale", sex="female")
housing.person("lou", "2014-05-06", given_names="Lou", family_name="Hale", sex="female")
housing.tie("ann", "parent", "lou")
housing.home("flat", "ann", "lou", uprn="100000000702")

csc.involved("kit", since="2025-01-10")
csc.involved("lou", "referred", since="2026-02-20")
csc.event("harm", "concern", "2026-02-02", "kit", recorded_at="2026-02-04")
csc.row("informed", event_id="harm", agency="drugs", at="2026-02-05", status="informed")
csc.event("decided", "conference", "2026-01-13", "lou")
csc.event("planned", "plan_start", "2026-01-13", "lou")
housing.involved("ann", since="2024-01-01")
drugs = Agency("drugs", "substance_misuse")
drugs.person("ann", "1985-02-01", given_names="Ann", family_name="Hale", sex="female")
drugs.involved("ann", since="2025-06-01")
drugs.event("missed", "missed_appointment", "2026-01-20", "ann")

AGENCIES = (csc, housing, drugs)
KIT, ANN, LOU = person_id("csc", "kit"), person_id("csc", "ann"), person_id("csc", "lou")
