//! What stands around every page of the shop.

use maud::{DOCTYPE, Markup, html};

use super::Shop;
use crate::orders::customers::ShopCustomer;

/// One page.
pub(super) struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Who is signed in.
    pub customer: Option<&'static ShopCustomer>,
    /// What stands on it.
    pub content: Markup,
}

/// The whole page.
pub(super) fn frame(shop: &Shop, page: &Page<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · " (shop.company) }
                link rel="icon" href="/pictures/fellside-2.svg" type="image/svg+xml";
                link rel="stylesheet" href="/shop.css";
                (widget(shop, page.customer))
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                (top(shop, page.customer))
                main id="content" tabindex="-1" { (page.content) }
                (bottom(shop))
            }
        }
    }
}

/// The snippet that any shop would paste, and the few lines of the shop's own that say who is signed in.
fn widget(shop: &Shop, customer: Option<&ShopCustomer>) -> Markup {
    html! {
        @if let Some(customer) = customer {
            script src="/shop.js" data-external-id=(customer.external_id) data-email=(customer.email)
                data-name=(customer.name) data-signature=(shop.signature(customer.external_id)) {}
        } @else {
            script src="/shop.js" {}
        }
        script async src={ (shop.server_url) "/widget.js" } data-inbox=(shop.inbox_key) {}
    }
}

fn top(shop: &Shop, customer: Option<&ShopCustomer>) -> Markup {
    html! {
        header.top {
            a.brand href="/" { (shop.company) }
            nav aria-label="Shop" {
                a href="/#shop" { "Shop" }
                a href="/my-orders" { "My orders" }
                a href={ (shop.server_url) "/help" } { "Help" }
                @if let Some(customer) = customer {
                    form method="post" action="/sign-out" data-forget {
                        span.who { (customer.name) }
                        button.quiet { "Sign out" }
                    }
                } @else {
                    a.pill href="/my-orders" { "Sign in" }
                }
            }
        }
    }
}

fn bottom(shop: &Shop) -> Markup {
    html! {
        footer {
            p { (shop.company) " is invented, so nothing here can be bought. Its customer care is real: it is Rapport." }
            nav aria-label="Behind the scenes" {
                a href="/mail" { "Demo mail" }
                a href=(shop.server_url) { "Console for the team" }
                a href={ (shop.server_url) "/docs" } { "API" }
            }
        }
    }
}
