//! The front page and the page of one product.

use maud::{Markup, html};

use crate::orders::catalogue::{self, PRODUCTS, Product};

/// The front page.
pub(super) fn front(company: &str) -> Markup {
    html! {
        section.hero {
            img src="/hero.svg" alt="" width="1600" height="700";
            div.words {
                h1 { "Kit for long days out" }
                p { (company) " makes and mends what you carry up the hill. Ask us anything; somebody answers." }
                div.row {
                    a.button href="#shop" { "See the kit" }
                    button.button.outline type="button" data-ask { "Ask a question" }
                }
            }
        }
        section id="shop" {
            h2 { "What we make" }
            ul.grid {
                @for product in &PRODUCTS {
                    li { a.card href={ "/products/" (product.slug) } {
                        img src={ "/pictures/" (product.slug) ".svg" } alt="" width="400" height="300";
                        span.name { (product.name) }
                        span.kind { (product.kind) }
                        span.price { (catalogue::price(product.price)) }
                    } }
                }
            }
        }
        section.promises {
            div { h2 { "Sixty days" } p { "Send it back within sixty days of its arrival, for any reason." } }
            div { h2 { "Mended, not binned" } p { "We resole, re-zip and re-proof what we sold you." } }
            div { h2 { "People who walk" } p { "Our team uses what it sells, and answers six days a week." } }
        }
    }
}

/// The page of one product.
pub(super) fn one(product: &Product) -> Markup {
    html! {
        section.product {
            img src={ "/pictures/" (product.slug) ".svg" } alt={ "The " (product.name) ", drawn" }
                width="400" height="300";
            div {
                p.kind { (product.kind) }
                h1 { (product.name) }
                p.price { (catalogue::price(product.price)) }
                p.about { (product.about) }
                dl {
                    @for (name, value) in product.facts { dt { (name) } dd { (value) } }
                }
                button.button type="button" data-ask { "Ask about it" }
            }
        }
    }
}
