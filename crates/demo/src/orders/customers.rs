//! The shop's customers. All of them are invented, and their mail domain is reserved for examples.

/// Somebody with an account at the shop.
#[derive(Debug)]
pub(crate) struct ShopCustomer {
    /// The shop's own id, which is what it signs for the widget.
    pub external_id: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Where they are written to.
    pub email: &'static str,
    /// Where their parcels go unless an order says otherwise.
    pub address: &'static str,
}

macro_rules! customers {
    ($($id:literal $name:literal $email:literal $address:literal)*) => {
        &[$(ShopCustomer { external_id: $id, name: $name, email: $email, address: $address }),*]
    };
}

/// Everybody.
pub(crate) const CUSTOMERS: &[ShopCustomer] = customers! {
    "c-2001" "Maya Okafor" "maya.okafor@example.com" "14 Canal Street, M1 3HE Manchester"
    "c-2002" "Tom Heald" "tom.heald@example.com" "3 Church Lane, DE45 1DS Bakewell"
    "c-2003" "Ines Duarte" "ines.duarte@example.com" "28 Whiteladies Road, BS8 2LG Bristol"
    "c-2004" "Robert Pryce" "robert.pryce@example.com" "The Old Smithy, LL55 4TY Llanberis"
    "c-2005" "Hannah Lindqvist" "hannah.lindqvist@example.com" "71 Marchmont Road, EH9 1HA Edinburgh"
    "c-2006" "Sanjay Mehta" "sanjay.mehta@example.com" "9 Queens Road, LE2 1WP Leicester"
    "c-2007" "Grace Whitfield" "grace.whitfield@example.com" "5 Stock Ghyll, LA22 9QT Ambleside"
    "c-2008" "Daniel Osei" "daniel.osei@example.com" "102 Peckham Rye, SE15 4HA London"
    "c-2009" "Aoife Brennan" "aoife.brennan@example.com" "17 Ormeau Avenue, BT2 8HD Belfast"
    "c-2010" "Peter Novak" "peter.novak@example.com" "44 Ecclesall Road, S11 8PR Sheffield"
    "c-2011" "Leila Haddad" "leila.haddad@example.com" "6 Chapel Allerton Court, LS7 4NB Leeds"
    "c-2012" "George Tan" "george.tan@example.com" "33 Mill Road, CB1 2AD Cambridge"
    "c-2013" "Megan Rees" "megan.rees@example.com" "8 Lion Street, LD3 7AU Brecon"
    "c-2014" "Oliver Strand" "oliver.strand@example.com" "21 Fore Street, TR19 7AD Sennen"
    "c-2015" "Fatima Zahra" "fatima.zahra@example.com" "58 Alum Rock Road, B8 1JA Birmingham"
    "c-2016" "Jack Morley" "jack.morley@example.com" "2 Station Terrace, PH33 6AN Fort William"
    "c-2017" "Wendy Clough" "wendy.clough@example.com" "11 Market Place, CA12 5JB Keswick"
    "c-2018" "Luis Fernandez" "luis.fernandez@example.com" "90 Gloucester Road, BS7 8BN Bristol"
    "c-2019" "Kirsty MacLeod" "kirsty.macleod@example.com" "4 Bank Street, IV51 9BZ Portree"
    "c-2020" "Andrew Bishop" "andrew.bishop@example.com" "67 St Aldates, OX1 1RA Oxford"
    "c-2021" "Nadia Rahman" "nadia.rahman@example.com" "15 Roath Park, CF23 5PA Cardiff"
    "c-2022" "Simon Achterberg" "simon.achterberg@example.com" "30 Bishopthorpe Road, YO23 1JJ York"
    "c-2023" "Chloe Baptiste" "chloe.baptiste@example.com" "12 Clapton Square, E5 8HP London"
    "c-2024" "Ravi Nair" "ravi.nair@example.com" "49 Byres Road, G12 8TN Glasgow"
    "c-2025" "Emily Thornton" "emily.thornton@example.com" "7 Castle Hill, SY8 1AU Ludlow"
};

/// The customer with the shop's id.
pub(crate) fn by_external_id(external_id: &str) -> Option<&'static ShopCustomer> {
    CUSTOMERS.iter().find(|customer| customer.external_id == external_id)
}

/// The customer with the address, however it is capitalised.
pub(crate) fn by_email(email: &str) -> Option<&'static ShopCustomer> {
    CUSTOMERS.iter().find(|customer| customer.email.eq_ignore_ascii_case(email.trim()))
}
