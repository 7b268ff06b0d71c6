//! What the shop sells.

/// A thing that the shop sells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product {
    /// Its name in addresses.
    pub slug: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it is, in a few words.
    pub kind: &'static str,
    /// In pence.
    pub price: u32,
    /// Two or three sentences about it.
    pub about: &'static str,
    /// Facts: name and value.
    pub facts: &'static [(&'static str, &'static str)],
    /// Its picture, drawn.
    pub picture: &'static str,
}

macro_rules! picture {
    ($name:literal) => {
        include_str!(concat!("../../assets/pictures/", $name, ".svg"))
    };
}

/// Everything that is sold, as it stands on the front page.
pub(crate) const PRODUCTS: [Product; 12] = [
    Product {
        slug: "fellside-2",
        name: "Fellside 2",
        kind: "Two-person tent",
        price: 24_900,
        about: "A tent that stands up to a night on the tops and still packs into half a rucksack. \
                Two doors, so that nobody climbs over anybody at three in the morning.",
        facts: &[("Weight", "1.9 kg"), ("Packed", "42 × 16 cm"), ("Season", "Spring to autumn")],
        picture: picture!("fellside-2"),
    },
    Product {
        slug: "tarn-40",
        name: "Tarn 40",
        kind: "Rucksack",
        price: 11_900,
        about: "Forty litres for two nights out. The back adjusts to you in a minute, and the rain cover \
                lives in the lid where you can reach it.",
        facts: &[("Volume", "40 litres"), ("Weight", "1.2 kg"), ("Back length", "42–52 cm")],
        picture: picture!("tarn-40"),
    },
    Product {
        slug: "scree-mid",
        name: "Scree Mid",
        kind: "Walking boots",
        price: 15_900,
        about: "Waterproof boots that are comfortable on the first day. They can be resoled, and we do it.",
        facts: &[("Upper", "Nubuck leather"), ("Sizes", "UK 4–12"), ("Weight", "1.1 kg the pair")],
        picture: picture!("scree-mid"),
    },
    Product {
        slug: "cairn-down",
        name: "Cairn Down",
        kind: "Down jacket",
        price: 19_900,
        about: "Warmth for the hour after you stop walking. Traceable down, and a hood that fits a helmet.",
        facts: &[("Filling", "750 cuin down"), ("Weight", "410 g"), ("Sizes", "XS–XXL")],
        picture: picture!("cairn-down"),
    },
    Product {
        slug: "drizzle-shell",
        name: "Drizzle Shell",
        kind: "Rain jacket",
        price: 14_900,
        about: "Three layers against the weather that the forecast did not mention. No fluorocarbons.",
        facts: &[("Water column", "20,000 mm"), ("Weight", "340 g"), ("Sizes", "XS–XXL")],
        picture: picture!("drizzle-shell"),
    },
    Product {
        slug: "larch-5",
        name: "Larch 5",
        kind: "Sleeping bag",
        price: 13_900,
        about: "A three-season bag that is still warm when it is damp. The zip does not catch. We checked.",
        facts: &[("Comfort", "2 °C"), ("Weight", "1.1 kg"), ("Length", "Up to 190 cm")],
        picture: picture!("larch-5"),
    },
    Product {
        slug: "beck-filter",
        name: "Beck Filter",
        kind: "Water filter",
        price: 4_500,
        about: "A litre of clean water from a stream in a minute, by squeezing.",
        facts: &[("Flow", "1 litre a minute"), ("Weight", "75 g"), ("Lasts", "1,000 litres")],
        picture: picture!("beck-filter"),
    },
    Product {
        slug: "ember-stove",
        name: "Ember",
        kind: "Gas stove",
        price: 6_500,
        about: "Boils half a litre in under three minutes, in wind too, and fits into its own pot.",
        facts: &[("Weight", "96 g"), ("Boils 0.5 l", "2 min 50 s"), ("Fuel", "Screw-on gas")],
        picture: picture!("ember-stove"),
    },
    Product {
        slug: "ridge-poles",
        name: "Ridge",
        kind: "Trekking poles",
        price: 7_900,
        about: "Cork grips, carbon shafts and a lock that works with gloves on. Sold in pairs.",
        facts: &[("Length", "105–135 cm"), ("Weight", "420 g the pair"), ("Packed", "38 cm")],
        picture: picture!("ridge-poles"),
    },
    Product {
        slug: "glow-lamp",
        name: "Glow",
        kind: "Head torch",
        price: 3_900,
        about: "Four hundred lumens when you need them, red light when others sleep, charged by USB-C.",
        facts: &[("Light", "400 lumens"), ("Weight", "82 g"), ("Lasts", "6–80 hours")],
        picture: picture!("glow-lamp"),
    },
    Product {
        slug: "moss-merino",
        name: "Moss",
        kind: "Merino base layer",
        price: 6_900,
        about: "Soft merino that you can wear for three days without losing friends.",
        facts: &[("Wool", "190 g/m² merino"), ("Sizes", "XS–XXL"), ("Washing", "30 °C")],
        picture: picture!("moss-merino"),
    },
    Product {
        slug: "kettle-pot",
        name: "Kettle 900",
        kind: "Titanium pot",
        price: 4_900,
        about: "Nine hundred millilitres, a lid that strains, and handles that stay cool.",
        facts: &[("Volume", "900 ml"), ("Weight", "118 g"), ("Material", "Titanium")],
        picture: picture!("kettle-pot"),
    },
];

/// The product of that name.
pub(crate) fn find(slug: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.slug == slug)
}

/// Pence as `£249.00`.
pub(crate) fn price(pence: u32) -> String {
    format!("£{}.{:02}", pence / 100, pence % 100)
}
