"""Towns that shoppers name: `name; region or nothing; country; latitude; longitude`, the largest of a name first."""

CITIES = """
London; England; GB; 51.507; -0.128
Birmingham; England; GB; 52.486; -1.890
Manchester; England; GB; 53.481; -2.243
Leeds; England; GB; 53.801; -1.549
Glasgow; Scotland; GB; 55.864; -4.252
Liverpool; England; GB; 53.408; -2.992
Newcastle upon Tyne; England; GB; 54.978; -1.618
Sheffield; England; GB; 53.381; -1.470
Bristol; England; GB; 51.455; -2.588
Edinburgh; Scotland; GB; 55.953; -3.188
Cardiff; Wales; GB; 51.482; -3.179
Belfast; Northern Ireland; GB; 54.597; -5.930
Leicester; England; GB; 52.637; -1.139
Nottingham; England; GB; 52.955; -1.158
Southampton; England; GB; 50.910; -1.404
Portsmouth; England; GB; 50.820; -1.088
Plymouth; England; GB; 50.375; -4.143
Brighton; England; GB; 50.823; -0.137
Aberdeen; Scotland; GB; 57.150; -2.094
Dundee; Scotland; GB; 56.462; -2.971
Inverness; Scotland; GB; 57.478; -4.225
Swansea; Wales; GB; 51.621; -3.944
York; England; GB; 53.960; -1.087
Bath; England; GB; 51.381; -2.359
Oxford; England; GB; 51.752; -1.258
Cambridge; England; GB; 52.205; 0.122
Exeter; England; GB; 50.718; -3.534
Norwich; England; GB; 52.631; 1.297
Chester; England; GB; 53.193; -2.893
Harrogate; England; GB; 53.992; -1.538
Whitby; England; GB; 54.486; -0.613
Hebden Bridge; England; GB; 53.742; -2.013
Falmouth; England; GB; 50.153; -5.066
St Ives; England; GB; 50.208; -5.491
Truro; England; GB; 50.263; -5.051
Ludlow; England; GB; 52.368; -2.718
Shrewsbury; England; GB; 52.707; -2.753
Whitstable; England; GB; 51.361; 1.026
Canterbury; England; GB; 51.280; 1.079
Margate; England; GB; 51.389; 1.386
Totnes; England; GB; 50.433; -3.686
Stamford; England; GB; 52.651; -0.480
Kendal; England; GB; 54.328; -2.746
Durham; England; GB; 54.777; -1.576
Lincoln; England; GB; 53.231; -0.541
Derby; England; GB; 52.922; -1.476
Coventry; England; GB; 52.408; -1.510
Reading; England; GB; 51.455; -0.971
Worcester; England; GB; 52.192; -2.222
Gloucester; England; GB; 51.864; -2.244
Hull; England; GB; 53.744; -0.333
Bradford; England; GB; 53.795; -1.759
Lancaster; England; GB; 54.047; -2.801
Dublin; ; IE; 53.350; -6.260
Cork; ; IE; 51.897; -8.470
Galway; ; IE; 53.271; -9.057
Limerick; ; IE; 52.664; -8.623
New York; New York NY; US; 40.713; -74.006
Los Angeles; California CA; US; 34.052; -118.244
Chicago; Illinois IL; US; 41.878; -87.630
Houston; Texas TX; US; 29.760; -95.370
Phoenix; Arizona AZ; US; 33.448; -112.074
Philadelphia; Pennsylvania PA; US; 39.953; -75.165
San Antonio; Texas TX; US; 29.424; -98.494
San Diego; California CA; US; 32.716; -117.161
Dallas; Texas TX; US; 32.777; -96.797
Austin; Texas TX; US; 30.267; -97.743
San Jose; California CA; US; 37.338; -121.886
Fort Worth; Texas TX; US; 32.755; -97.331
Jacksonville; Florida FL; US; 30.332; -81.656
Columbus; Ohio OH; US; 39.961; -82.999
Charlotte; North Carolina NC; US; 35.227; -80.843
Indianapolis; Indiana IN; US; 39.768; -86.158
San Francisco; California CA; US; 37.775; -122.419
Seattle; Washington WA; US; 47.606; -122.332
Denver; Colorado CO; US; 39.739; -104.990
Washington; District of Columbia DC; US; 38.907; -77.037
Boston; Massachusetts MA; US; 42.360; -71.059
Nashville; Tennessee TN; US; 36.163; -86.782
Baltimore; Maryland MD; US; 39.290; -76.612
Portland; Oregon OR; US; 45.515; -122.678
Portland; Maine ME; US; 43.659; -70.257
Las Vegas; Nevada NV; US; 36.170; -115.140
Detroit; Michigan MI; US; 42.331; -83.046
Memphis; Tennessee TN; US; 35.150; -90.049
Louisville; Kentucky KY; US; 38.253; -85.759
Milwaukee; Wisconsin WI; US; 43.039; -87.907
Albuquerque; New Mexico NM; US; 35.084; -106.650
Tucson; Arizona AZ; US; 32.222; -110.975
Sacramento; California CA; US; 38.582; -121.494
Kansas City; Missouri MO; US; 39.100; -94.579
Atlanta; Georgia GA; US; 33.749; -84.388
Raleigh; North Carolina NC; US; 35.780; -78.639
Miami; Florida FL; US; 25.762; -80.192
Minneapolis; Minnesota MN; US; 44.978; -93.265
New Orleans; Louisiana LA; US; 29.951; -90.072
Cleveland; Ohio OH; US; 41.499; -81.694
Cincinnati; Ohio OH; US; 39.103; -84.512
Pittsburgh; Pennsylvania PA; US; 40.441; -79.996
St Louis; Missouri MO; US; 38.627; -90.199
Orlando; Florida FL; US; 28.538; -81.379
Tampa; Florida FL; US; 27.951; -82.457
Salt Lake City; Utah UT; US; 40.761; -111.891
Honolulu; Hawaii HI; US; 21.307; -157.858
Anchorage; Alaska AK; US; 61.218; -149.900
Boise; Idaho ID; US; 43.615; -116.202
Spokane; Washington WA; US; 47.659; -117.426
Tacoma; Washington WA; US; 47.253; -122.444
Eugene; Oregon OR; US; 44.052; -123.087
Oakland; California CA; US; 37.804; -122.271
Brooklyn; New York NY; US; 40.678; -73.944
Buffalo; New York NY; US; 42.886; -78.878
Hudson; New York NY; US; 42.253; -73.791
Asheville; North Carolina NC; US; 35.595; -82.551
Burlington; Vermont VT; US; 44.476; -73.212
Savannah; Georgia GA; US; 32.081; -81.091
Charleston; South Carolina SC; US; 32.777; -79.931
Santa Fe; New Mexico NM; US; 35.687; -105.938
Leavenworth; Washington WA; US; 47.596; -120.661
Madison; Wisconsin WI; US; 43.073; -89.401
Lancaster; Pennsylvania PA; US; 40.038; -76.306
Ann Arbor; Michigan MI; US; 42.281; -83.743
Richmond; Virginia VA; US; 37.541; -77.436
Omaha; Nebraska NE; US; 41.257; -95.935
Manchester; New Hampshire NH; US; 42.996; -71.455
Birmingham; Alabama AL; US; 33.521; -86.803
Cambridge; Massachusetts MA; US; 42.374; -71.106
Portsmouth; New Hampshire NH; US; 43.072; -70.763
Worcester; Massachusetts MA; US; 42.263; -71.802
Durham; North Carolina NC; US; 35.994; -78.899
Toronto; Ontario ON; CA; 43.653; -79.383
Montreal; Quebec QC; CA; 45.502; -73.567
Vancouver; British Columbia BC; CA; 49.283; -123.121
Vancouver; Washington WA; US; 45.639; -122.661
Calgary; Alberta AB; CA; 51.045; -114.072
Edmonton; Alberta AB; CA; 53.546; -113.494
Ottawa; Ontario ON; CA; 45.421; -75.697
Winnipeg; Manitoba MB; CA; 49.895; -97.138
Quebec City; Quebec QC; CA; 46.814; -71.208
Halifax; Nova Scotia NS; CA; 44.649; -63.576
Halifax; England; GB; 53.721; -1.863
Victoria; British Columbia BC; CA; 48.428; -123.366
London; Ontario ON; CA; 42.984; -81.245
Hamilton; Ontario ON; CA; 43.256; -79.871
Paris; ; FR; 48.857; 2.352
Marseille; ; FR; 43.296; 5.370
Lyon; ; FR; 45.764; 4.836
Toulouse; ; FR; 43.605; 1.444
Nice; ; FR; 43.710; 7.262
Nantes; ; FR; 47.218; -1.554
Bordeaux; ; FR; 44.838; -0.579
Strasbourg; ; FR; 48.573; 7.752
Lille; ; FR; 50.629; 3.057
Arles; ; FR; 43.677; 4.628
Berlin; ; DE; 52.520; 13.405
Hamburg; ; DE; 53.551; 9.994
Munich; ; DE; 48.137; 11.576
Cologne; ; DE; 50.938; 6.960
Frankfurt; ; DE; 50.110; 8.682
Stuttgart; ; DE; 48.776; 9.183
Dresden; ; DE; 51.050; 13.737
Leipzig; ; DE; 51.340; 12.375
Amsterdam; ; NL; 52.368; 4.904
Rotterdam; ; NL; 51.924; 4.478
Utrecht; ; NL; 52.091; 5.121
The Hague; ; NL; 52.071; 4.301
Brussels; ; BE; 50.850; 4.352
Antwerp; ; BE; 51.219; 4.403
Ghent; ; BE; 51.054; 3.717
Bruges; ; BE; 51.209; 3.225
Copenhagen; ; DK; 55.676; 12.568
Aarhus; ; DK; 56.163; 10.204
Stockholm; ; SE; 59.329; 18.069
Gothenburg; ; SE; 57.709; 11.975
Malmo; ; SE; 55.605; 13.004
Oslo; ; NO; 59.914; 10.752
Bergen; ; NO; 60.391; 5.322
Helsinki; ; FI; 60.170; 24.938
Reykjavik; ; IS; 64.147; -21.943
Madrid; ; ES; 40.417; -3.704
Barcelona; ; ES; 41.387; 2.168
Valencia; ; ES; 39.470; -0.376
Seville; ; ES; 37.389; -5.984
Lisbon; ; PT; 38.722; -9.139
Porto; ; PT; 41.158; -8.629
Rome; ; IT; 41.903; 12.496
Milan; ; IT; 45.464; 9.190
Naples; ; IT; 40.852; 14.268
Florence; ; IT; 43.770; 11.256
Venice; ; IT; 45.441; 12.316
Turin; ; IT; 45.070; 7.687
Vienna; ; AT; 48.208; 16.374
Salzburg; ; AT; 47.810; 13.055
Zurich; ; CH; 47.377; 8.542
Geneva; ; CH; 46.204; 6.143
Basel; ; CH; 47.560; 7.589
Bern; ; CH; 46.948; 7.447
Prague; ; CZ; 50.076; 14.438
Warsaw; ; PL; 52.230; 21.012
Krakow; ; PL; 50.065; 19.945
Budapest; ; HU; 47.498; 19.040
Athens; ; GR; 37.984; 23.728
Istanbul; ; TR; 41.008; 28.978
Tallinn; ; EE; 59.437; 24.754
Riga; ; LV; 56.950; 24.105
Vilnius; ; LT; 54.687; 25.280
Sydney; New South Wales NSW; AU; -33.869; 151.209
Melbourne; Victoria VIC; AU; -37.814; 144.963
Brisbane; Queensland QLD; AU; -27.470; 153.026
Perth; Western Australia WA; AU; -31.953; 115.857
Perth; Scotland; GB; 56.397; -3.437
Adelaide; South Australia SA; AU; -34.929; 138.601
Hobart; Tasmania TAS; AU; -42.882; 147.327
Auckland; ; NZ; -36.848; 174.763
Wellington; ; NZ; -41.287; 174.776
Christchurch; ; NZ; -43.532; 172.637
Dunedin; ; NZ; -45.879; 170.503
Tokyo; ; JP; 35.690; 139.692
Kyoto; ; JP; 35.012; 135.768
Osaka; ; JP; 34.694; 135.502
"""

# Other names of the same towns: `name; as it is called above`, accents left out.
ALIASES = """
NYC; New York
New York City; New York
Washington DC; Washington
Washington D.C; Washington
Philly; Philadelphia
Vegas; Las Vegas
Newcastle; Newcastle upon Tyne
Muenchen; Munich
Munchen; Munich
Koln; Cologne
Koeln; Cologne
Den Haag; The Hague
Bruxelles; Brussels
Antwerpen; Antwerp
Gent; Ghent
Brugge; Bruges
Kobenhavn; Copenhagen
Goteborg; Gothenburg
Sevilla; Seville
Lisboa; Lisbon
Roma; Rome
Milano; Milan
Napoli; Naples
Firenze; Florence
Venezia; Venice
Torino; Turin
Wien; Vienna
Zuerich; Zurich
Geneve; Geneva
Praha; Prague
Warszawa; Warsaw
Cracow; Krakow
"""
