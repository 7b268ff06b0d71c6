//! "My orders": what a signed-in customer ordered, and the one-click sign-in of the demo.

use maud::{Markup, html};

use super::Shop;
use crate::orders::{
    book::Claim,
    customers::{self, ShopCustomer},
    order::Order,
};

/// Customers with something to talk about: the shop's id, and what.
const SUGGESTED: [(&str, &str); 8] = [
    ("c-2002", "A tent and two sleeping bags, delayed"),
    ("c-2001", "Boots to send back, a parcel on its way"),
    ("c-2006", "A rucksack being packed, a lost parcel"),
    ("c-2005", "A tent that comes today"),
    ("c-2010", "Boots that the carrier cannot find"),
    ("c-2011", "A jacket that came two days ago"),
    ("c-2016", "Poles that come today"),
    ("c-2012", "An order that was cancelled"),
];

/// The orders of whoever is signed in.
pub(super) fn of(shop: &Shop, customer: &ShopCustomer) -> Markup {
    let claim = Claim::ExternalId(customer.external_id);
    let orders = shop.book.orders_of(claim, shop.clock.now()).unwrap_or_default();
    html! {
        section.orders {
            h1 { "My orders" }
            p.lead { "Signed in as " (customer.name) ", " (customer.email) }
            @if orders.is_empty() { p { "You have not ordered anything yet." } }
            @for order in &orders { (card(order)) }
        }
    }
}

fn card(order: &Order) -> Markup {
    html! {
        article.order {
            header {
                h2 { (order.number) }
                span class={ "status " (format!("{:?}", order.status).to_lowercase()) } { (order.status.label()) }
            }
            ul.items {
                @for item in &order.items {
                    li {
                        img src={ "/pictures/" (item.product) ".svg" } alt="" width="80" height="60";
                        span { @if item.quantity > 1 { (item.quantity) " × " } (item.name) }
                        span.price { (item.price) }
                    }
                }
            }
            dl {
                dt { "Ordered" } dd { (order.placed_on) }
                @if !order.delivered_on.is_empty() {
                    dt { "Delivered" } dd { (order.delivered_on) }
                } @else if !order.expected_on.is_empty() {
                    dt { "Expected" } dd { (order.expected_on) }
                }
                dt { "To" } dd { (order.address) }
                @if !order.carrier.is_empty() { dt { "Carrier" } dd { (order.carrier) } }
                @if !order.return_number.is_empty() { dt { "Return" } dd { (order.return_number) " is running" } }
                dt { "Total" } dd { (order.total) }
            }
            button.button.outline type="button" data-ask={ "I have a question about order " (order.number) "." } {
                "Ask about this order"
            }
        }
    }
}

/// Whom one can be.
pub(super) fn who_are_you() -> Markup {
    html! {
        section.orders {
            h1 { "My orders" }
            p.lead { "In a real shop you would sign in. Here, choose whose shoes to walk in." }
            form.people method="post" action="/sign-in" {
                @for (id, about) in SUGGESTED {
                    @if let Some(customer) = customers::by_external_id(id) {
                        button name="customer" value=(id) {
                            span.name { (customer.name) }
                            span.kind { (about) }
                        }
                    }
                }
            }
        }
    }
}
