"""Passwords of eight characters and more that guessers try first."""

COMMON = frozenset(
    """
    12345678 123456789 1234567890 12345678910 123123123 123321123 1234512345 1234554321 0123456789 0987654321
    987654321 87654321 876543210 111222333 11223344 1122334455 112233445566 123454321 123456123 123456654321
    12341234 12344321 147258369 741852963 789456123 159753456 147852369 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx
    1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qwertyui qwertyuiop qwerty12 qwerty123
    qwerty1234 qwerty12345 qwerty123456 123qwerty 1234qwer 12345qwert qwer1234 qwertyqwerty asdfghjk asdfghjkl
    asdf1234 asdfasdf asdfqwer zxcvbnm1 zxcvbnm123 zxcvbnmm qazwsxedc qazwsx123 qweasdzxc qweqweqwe
    password passwords password0 password1 password2 password3 password12 password123 password1234 password12345
    password! password1! password123! password@1 passw0rd passw0rd1 p@ssword p@ssword1 p@ssw0rd p@ssw0rd1 p@55w0rd
    pa55word pa$$word passpass passport pass1234 pass12345 mypassword newpassword yourpassword thepassword
    changeme changeme1 changeme123 changeit letmein1 letmein123 letmein! letmeinnow welcome1 welcome12 welcome123
    welcome1234 welcome! welcome1! admin123 admin1234 admin12345 administrator adminadmin rootroot root1234 toor1234
    test1234 test12345 testtest testing1 testing123 testtest1 temp1234 temppass default1 guest123 guest1234 user1234
    username login123 secret12 secret123 topsecret iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou123 ihateyou
    loveyou1 lovelove loveme123 babygirl babygirl1 princess princess1 princess123 sunshine sunshine1 sunshine123
    football football1 football123 baseball baseball1 basketball softball superman superman1 batman123 spiderman
    starwars starwars1 pokemon1 pokemon123 minecraft fortnite123 dragon123 dragonball monkey123 master123 shadow123
    michael1 michelle jennifer jonathan jessica1 charlie1 samantha elizabeth alexander victoria whatever whatever1
    trustno1 computer computer1 internet internet1 samsung1 samsung123 google123 facebook facebook1 myspace1 linkedin
    liverpool liverpool1 chelsea1 chelsea123 arsenal1 arsenal123 barcelona juventus manchester corvette mercedes
    mustang1 ferrari1 yamaha123 harley123 blink182 metallic metallica nirvana1 slipknot butterfly butterfly1
    chocolate chocolate1 cheese123 cookie123 pepper123 ginger123 tigger123 snoopy123 hello123 hello1234 helloworld
    hellohello abcd1234 abcd12345 abc12345 abc123456 abcdefgh abcdefghi abcdefg1 abcdef123 a1b2c3d4 a1b2c3d4e5 a12345678
    aa123456 aa12345678 a123456789 aaaaaaaa 00000000 11111111 111111111 1111111111 22222222 33333333 44444444
    55555555 66666666 77777777 88888888 99999999 999999999 12121212 10203040 20202020 19841984 blahblah
    forever1 forever123 summer123 summer2024 summer2025 summer2026 winter123 winter2024 winter2025 winter2026
    spring2025 spring2026 autumn2025 autumn2026 january1 february september november december friday13 monday123
    azerty123 azertyuiop motdepasse passwort passwort1 passwort123 hallo123 contrasena contraseña senha123 parola123
    wachtwoord haslo123 salasana lozinka1 craftlocal craftlocal1 craftlocal123 handmade handmade1 etsy1234 shop1234
    correcthorsebatterystaple
    """.split()
)
