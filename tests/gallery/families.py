"""The families of the gallery, by name: each shows what its name says."""

from __future__ import annotations

from gallery.notation import family
from queries.pictures.family import Family

FAMILIES: dict[str, Family] = {
    "nuclear": family("kit", """
        ann f 1985-02-01 Ann Hale
        bob m 1983-05-12 Bob Hale
        kit m 2012-03-04 Kit Hale
        lou f 2015-09-30 Lou Hale
        max m 2019 Max Hale
        ann bob married 2009
        ann bob > kit lou max
        home ann bob kit lou max
    """),
    "three generations": family("kit", """
        gfa m 1948 Arthur Hale d.2015
        gma f 1950 Edith Hale
        gfb m 1952 Patrick O'Rourke
        gmb f 1955 Bridget O'Rourke
        ann f 1985-02-01 Ann Hale
        bob m 1983-05-12 Bob Hale
        una f 1988 Una O'Rourke
        tom m 1979 Tom Hale
        sue f 1981 Sue Hale
        kit m 2012-03-04 Kit Hale
        lou f 2015-09-30 Lou Hale
        gfa gma married 1975 t.2015
        gfb gmb married 1980
        gfa gma > tom sue bob
        gfb gmb > ann una
        ann bob married 2009
        ann bob > kit lou
        gmb -> lou carer
        home ann bob kit lou
        home gfb gmb una
    """),
    "remarriage on both sides": family("kit", """
        ann f 1985 Ann Reid
        bob m 1983 Bob Hale
        cat f 1984 Cat Hale
        dan m 1980 Dan Reid
        kit m 2010 Kit Hale
        lou f 2012 Lou Hale
        may f 2019 May Hale
        ned m 2008 Ned Price
        oli m 2020 Oli Reid
        ann bob married 2008 d.2014
        bob cat married 2017
        ann dan partners 2016
        ann bob > kit lou
        bob cat > may
        ann dan > oli
        cat ?a > ned
        bob cat >s ned
        ann dan >s kit lou
        home bob cat may ned
        home ann dan oli kit lou
    """),
    "half-siblings of three fathers": family("ann", """
        ann f 1990-06-01 Ann Marsh
        bob m 1988 Bob Tully
        cal m 1985 Cal Dean
        dev m 1992 Dev Rao
        kit m 2009 Kit Tully
        lou f 2011 Lou Tully
        may f 2015 May Dean
        nia f 2021 Nia Rao
        ann bob partners 2008 s.2012
        ann cal married 2014 d.2018
        ann dev partners 2020
        ann bob > kit lou
        ann cal > may
        ann dev > nia
        home ann dev may nia
    """),
    "adoption": family("kit", """
        ann f 1980 Ann Webb
        bob m 1979 Bob Webb
        eve f 1996 Eve Cole
        fay m 1994 Guy Stone
        kit m 2015-01-20 Kit Webb
        lou f 2018 Lou Webb
        ann bob married 2006
        eve fay parents
        eve fay > kit
        ann bob >a kit
        ann bob > lou
        home ann bob kit lou
    """),
    "foster care": family("kit", """
        ann f 1991 Ann Fox
        bob m 1990 Bob Fox
        fay f 1972 Fay Barker
        gus m 1970 Gus Barker
        kit m 2014 Kit Fox
        lou f 2016 Lou Fox
        pip - 2012 Pip Barker
        ann bob partners 2012 s.2020
        fay gus married 1999
        ann bob > kit lou
        fay gus > pip
        fay gus >f kit lou
        home fay gus kit lou pip
    """),
    "care that has ended": family("kit", """
        ann f 1991 Ann Fox
        bob m 1990 Bob Fox
        gma f 1962 Rose Fox
        fay f 1972 Fay Barker
        gus m 1970 Gus Barker
        may f 1968 May Okafor
        kit m 2014 Kit Fox
        lou f 2016 Lou Fox
        ann bob partners 2012 s.2020
        fay gus married 1999
        gma ? > ann
        ann bob > kit lou
        fay gus >f kit lou t.2023-06-01
        may >f kit
        gma -> lou kinship_carer t.2025-02
        kit -> ann young_carer t.2022
        home may kit
    """),
    "kinship care": family("kit", """
        gma f 1960 Rose Lane
        gpa m 1958 Jim Lane
        ann f 1992 Ann Lane
        aun f 1988 Joy Lane
        kit m 2016 Kit Lane
        lou f 2018 Lou Lane
        gma gpa married 1983
        gma gpa > aun ann
        ann ? > kit lou
        gma -> kit special_guardian
        gma -> lou special_guardian
        gpa -> kit kinship_carer
        home gma gpa kit lou
    """),
    "twins": family("tia", """
        ann f 1987 Ann Shaw
        bob m 1985 Bob Shaw
        kim f 2010-04-04 Kim Shaw
        tia f 2014-08-08 Tia Shaw
        tod m 2014-08-08 Tod Shaw
        zac m 2020-01-02 Zac Shaw
        ann bob married 2009
        ann bob > kim tia tod zac
        home ann bob kim tia tod zac
    """),
    "pregnancy": family("ann", """
        ann f 2005-01-05 Ann Pike
        bob m 2003 Bob Lowe
        mum f 1980 Jen Pike
        bab - due.2026-06-10 Baby Pike
        kit m 2023 Kit Pike
        mum ? > ann
        ann bob partners 2024
        ann ? > kit
        ann bob > bab
        home mum ann kit
    """),
    "unknown father": family("kit", """
        ann f 1998 Ann Dale
        kit m 2017 Kit Dale
        lou f 2019 Lou Dale
        ann ? > kit lou
        home ann kit lou
    """),
    "same-sex parents": family("kit", """
        ann f 1986 Ann Grant
        bea f 1984 Bea Grant
        kit m 2016 Kit Grant
        lou f 2018 Lou Grant
        don m 1985 Don West
        eli m 1987 Eli West
        ivy f 2017 Ivy West
        gma f 1957 Gwen West
        gpa m 1955 Hugh West
        ann bea married 2014
        ann bea > kit
        ann bea >a lou
        gpa gma married 1980
        gpa gma > bea don
        don eli married 2015
        don eli >a ivy
        home ann bea kit lou
    """),
    "cousins who married": family("zed", """
        gpa m 1935 Akram Mirza d.2001
        gma f 1938 Noor Mirza
        unc m 1958 Bilal Mirza
        wif f 1960 Hina Mirza
        aun f 1961 Saira Khan
        hus m 1957 Tariq Khan
        cou m 1985 Imran Mirza
        sis f 1988 Amna Mirza
        bro m 1983 Faisal Khan
        cos f 1987 Zara Mirza
        zed m 2012 Zain Mirza
        yas f 2014 Yasmin Mirza
        gpa gma married 1956 t.2001
        unc wif married 1982
        aun hus married 1981
        gpa gma > unc aun
        unc wif > cou sis
        aun hus > bro cos
        cou cos married 2009
        cou cos > zed yas
        home cou cos zed yas gma
    """),
    "young carer": family("kit", """
        ann f 1984 Ann Frost
        kit f 2011 Kit Frost
        lou m 2018 Lou Frost
        ann ? > kit lou
        kit -> ann young_carer
        kit -> lou young_carer
        home ann kit lou
    """),
    "uncertain and disputed": family("kit", """
        ann f 1990 Ann Nash
        bob m 1989 Bob Nash
        cal m 1991 Cal Young
        kit m 2013 Kit Nash
        lou f 2017 Lou Nash
        ann bob married 2012 d.2016 !
        ann cal partners 2017 ?
        ann bob > kit
        ann cal > lou ?
        ann -> kit main_carer
        home ann kit lou
    """),
    "every uncertain tie": family("kit", """
        gma f 1960 Rose Nash
        gpa m 1958 Ivor Nash
        ann f 1990 Ann Nash
        bob m 1989 Bob Nash
        cal m 1991 Cal Young
        fay f 1972 Fay Barker
        kit m 2013 Kit Nash
        lou f 2017 Lou Nash
        max m 2020 Max Nash
        gpa gma married 1980 ?
        gpa gma > ann ?
        ann bob partners 2012 ?
        ann bob > kit lou
        ann cal > max
        cal >s lou ?
        fay >f kit ?
        cal ann >a lou ?
        gma -> max carer ?
        bob -> max friend ?
        home ann kit lou max
    """),
    "names of many scripts": family("kit", """
        ann f 1985 Владислава Константинопольская-Преображенская
        bob m 1983 Featherstonehaugh-Cholmondeley-Marjoribanks, Bartholomew
        ivy f 2009 محمد علي الحسيني
        kit m 2012 王小明
        lou f 2015 Oluwaseun Adébáyọ̀ Ọláìyá
        may f 2018 Ελευθερία Παπαδοπούλου
        ned m 2020 अनुष्का
        pat m 2022 Nguyễn Thị Minh Khai
        ann bob married 2009
        ann bob > ivy kit lou may ned pat
        home ann bob ivy kit lou may ned pat
    """),
    "eight children": family("a", """
        mum f 1978 Mary Doyle
        dad m 1975 Sean Doyle
        a f 1999 Aoife Doyle
        b m 2001 Brendan Doyle
        c f 2003 Ciara Doyle
        d m 2005 Declan Doyle
        e f 2007 Eimear Doyle
        f m 2009 Fergus Doyle
        g f 2011 Grainne Doyle
        h m 2014 Hugh Doyle
        mum dad married 1998
        mum dad > a b c d e f g h
        home mum dad e f g h
    """),
    "two families living together": family("kit", """
        ann f 1984 Ann Boyd
        bea f 1986 Bea Cross
        kit m 2012 Kit Boyd
        lou f 2014 Lou Boyd
        max m 2013 Max Cross
        lod m 1970 Len Potts
        ann ? > kit lou
        bea ? > max
        lod -> ann lodger
        ann -> bea sibling
        home ann bea kit lou max lod
    """),
    "shared care": family("kit", """
        ann f 1986 Ann Hurst
        bob m 1984 Bob Kerr
        dee f 1988 Dee Kerr
        kit m 2013 Kit Kerr
        lou f 2016 Lou Kerr
        jay m 2022 Jay Kerr
        ann bob married 2011 s.2019
        bob dee partners 2020
        ann bob > kit lou
        bob dee > jay
        home ann kit lou
        home bob dee jay kit lou
    """),
    "siblings without recorded parents": family("kit", """
        kit m 2010 Kit Amara
        lou f 2012 Lou Amara
        may f 2014 May Amara
        fos f 1970 Jean Holt
        - > kit lou may
        fos >f kit lou may
        home fos kit lou may
    """),
    "an uncle as partner": family("kit", """
        gpa m 1940 Walter Crewe d.1999
        gma f 1942 Nell Crewe
        unc m 1965 Roy Crewe
        dad m 1962 Ken Crewe
        mum f 1964 Jill Crewe
        nie f 1988 Tara Crewe
        kit m 2010 Kit Crewe
        gpa gma married 1961
        gpa gma > dad unc
        dad mum married 1986
        dad mum > nie
        unc nie partners 2008
        unc nie > kit
    """),
    "a great-grandfather and nobody between": family("kit", """
        ggf m 1930 Alfred Moss
        ann f 2001 Ann Moss
        cat f 1999 Cat Lowe
        kit f 2019-05 Kit Moss
        ann cat partners 2020
        ann ? > kit
        ggf -> kit great_grandparent
        home ann kit
    """),
    "kin only": family("kit", """
        kit m 2011 Kit Odell
        ann f 1985 Ann Odell
        gma f 1958 Flo Odell
        aun f 1980 Pam Odell
        cou m 2010 Jed Odell
        ann ? > kit
        gma -> kit grandparent
        aun -> kit aunt_uncle
        cou -> kit cousin
    """),
    "indeterminate and unrecorded sex": family("kit", """
        ann - 1985 Sam Vale
        bob i 1983 Robin Vale
        kit i 2012 Kit Vale
        lou - - Lou Vale
        ann bob partners
        ann bob > kit lou
    """),
}
