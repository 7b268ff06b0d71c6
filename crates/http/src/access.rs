//! Who may call what: each group of routes in the router names its [`Access`], and the guard here keeps it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use rapport_desk::{Publisher, Scope, Visitor};
use rapport_domain::{
    AgentId, SessionId, TokenId,
    agent::{Agent, Profile, Role},
};

use crate::{
    AppState,
    limits::{Allowance, Who},
    origins,
    problem::{Problem, kinds},
};

/// The cookie that carries an agent's session.
pub(crate) const SESSION_COOKIE: &str = "rapport_session";

/// Who may call the routes of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// A customer with a visitor token, for small signals and reading.
    Visitor,
    /// The same, for what a customer does rarely: counted per visitor.
    CountedVisitor,
    /// An agent of this role or a higher one, or a token with the scope that fits.
    Role(Role),
}

/// Who calls, where agents and programs may.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Caller {
    /// An agent, by their session.
    Agent(Agent, SessionId),
    /// A program, by its token.
    Program(TokenId, Scope),
}

impl Caller {
    /// Their id, for the audit log.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Agent(agent, _) => agent.id.to_string(),
            Self::Program(token, _) => token.to_string(),
        }
    }

    /// The agent who calls. What a person of the company says or holds needs a person.
    pub(crate) fn agent(&self) -> Result<&Agent, Problem> {
        self.session().map(|(agent, _)| agent)
    }

    /// The agent who calls, and the session in which they do.
    pub(crate) fn session(&self) -> Result<(&Agent, SessionId), Problem> {
        match self {
            Self::Agent(agent, session) => Ok((agent, *session)),
            Self::Program(..) => {
                Err(Problem::new(kinds::NOT_ALLOWED, "Only an agent who is signed in can do this."))
            }
        }
    }

    /// Who publishes.
    pub(crate) fn publisher(&self) -> Publisher {
        Publisher { name: self.actor().name, actor: self.id() }
    }

    /// Who stands in the audit log for a change of settings: the agent, or for a program an agent of the
    /// token's own number, so that the entry leads to the token.
    pub(crate) fn actor(&self) -> Agent {
        match self {
            Self::Agent(agent, _) => agent.clone(),
            Self::Program(token, scope) => Agent {
                id: AgentId::from_bytes(*token.as_bytes()),
                name: "API token".to_owned(),
                email: String::new(),
                role: if *scope == Scope::Admin { Role::Admin } else { Role::Agent },
                profile: Profile::default(),
                available: false,
                closed_at: None,
                created_at: rapport_domain::Timestamp::from_micros(0),
            },
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(not_signed_in)
    }
}

/// The customer who calls.
#[derive(Clone, Copy)]
pub(crate) struct VisitorCall(pub(crate) Visitor);

impl<S: Send + Sync> FromRequestParts<S> for VisitorCall {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(no_visitor)
    }
}

/// Lets a request through, or says why not.
pub(crate) async fn guard(
    State((state, access)): State<(AppState, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let allowance = match admit(&state, access, &mut parts).await {
        Ok(allowance) => allowance,
        Err(Refusal::Problem(problem)) => return problem.into_response(),
        Err(Refusal::Limit(allowance)) => {
            return with_limits(Problem::too_many(allowance.retry_after_s).into_response(), allowance);
        }
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    match allowance {
        Some(allowance) => with_limits(response, allowance),
        None => response,
    }
}

enum Refusal {
    Problem(Problem),
    Limit(Allowance),
}

impl<E: Into<Problem>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

async fn admit(state: &AppState, access: Access, parts: &mut Parts) -> Result<Option<Allowance>, Refusal> {
    if let Access::Role(role) = access {
        let caller = caller(state, parts).await?;
        check_role(&caller, role, &parts.method)?;
        parts.extensions.insert(caller);
        return Ok(None);
    }
    let address = Who::address(client_address(&parts.headers, &parts.extensions, state));
    limit(state, address, state.options().address_per_minute)?;
    if access == Access::Public {
        // Signing in sets a cookie, so another page must not do it for its visitors. The widget's pages are
        // other sites by nature; their origin is checked against the inbox.
        let is_widget = parts.uri.path().ends_with("/widget/sessions") || parts.uri.path() == "/live";
        if !is_widget && is_unsafe(&parts.method) && origins::is_foreign(&parts.headers, state) {
            return Err(origins::refused().into());
        }
        return Ok(None);
    }
    let token = bearer(&parts.headers).ok_or_else(no_visitor)?;
    let visitor = state.desk().visitor(token).await?.ok_or_else(no_visitor)?;
    origins::check_visitor(&parts.headers, state, visitor).await?;
    parts.extensions.insert(VisitorCall(visitor));
    if access != Access::CountedVisitor {
        return Ok(None);
    }
    limit(state, Who::Visitor(visitor.customer), state.options().visitor_per_minute).map(Some)
}

fn limit(state: &AppState, who: Who, per_minute: u32) -> Result<Allowance, Refusal> {
    let allowance = state.limiter().take(who, per_minute, state.desk().now());
    if allowance.is_allowed() { Ok(allowance) } else { Err(Refusal::Limit(allowance)) }
}

fn check_role(caller: &Caller, role: Role, method: &Method) -> Result<(), Problem> {
    let allowed = match caller {
        // Whoever only reads sees what agents see.
        Caller::Agent(agent, _) if agent.role == Role::Reader => {
            role == Role::Reader || (role == Role::Agent && !is_unsafe(method))
        }
        Caller::Agent(agent, _) => agent.role >= role,
        Caller::Program(_, scope) => *scope >= scope_for(role, method),
    };
    if allowed {
        return Ok(());
    }
    let needed = format!("This needs the role {} or a token that may do the same.", role.as_str());
    Err(Problem::new(kinds::NOT_ALLOWED, needed))
}

/// Who calls, by cookie or token.
async fn caller(state: &AppState, parts: &Parts) -> Result<Caller, Problem> {
    if let Some(token) = bearer(&parts.headers) {
        let (id, scopes) = state.desk().api_token(token).await?.ok_or_else(not_signed_in)?;
        let scope = scopes.into_iter().max().ok_or_else(not_signed_in)?;
        return Ok(Caller::Program(id, scope));
    }
    let token = session_cookie(&parts.headers).ok_or_else(not_signed_in)?;
    if is_unsafe(&parts.method) && origins::is_foreign(&parts.headers, state) {
        return Err(origins::refused());
    }
    let (agent, session) = state.desk().session(token).await?.ok_or_else(not_signed_in)?;
    Ok(Caller::Agent(agent, session))
}

/// What a program needs for a route of `role`.
fn scope_for(role: Role, method: &Method) -> Scope {
    match (is_unsafe(method), role) {
        (false, Role::Reader | Role::Agent | Role::Designer | Role::Leader) => Scope::Read,
        (true, Role::Reader | Role::Agent) => Scope::Write,
        _ => Scope::Admin,
    }
}

pub(crate) fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 500).then_some(token)
}

/// The session's token in the cookie.
pub(crate) fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == SESSION_COOKIE && !value.is_empty()).then_some(value))
}

/// Whether a request comes from this machine and was not passed on for somebody else.
pub(crate) fn is_on_this_machine(headers: &HeaderMap, extensions: &Extensions, state: &AppState) -> bool {
    let trusted = &state.options().trusted_proxies;
    peer(extensions).is_some_and(|peer| is_local(headers, peer, trusted))
}

fn is_local(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> bool {
    // A proxy that is not trusted is itself on loopback, whoever stands behind it.
    let passed_on =
        ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    address_of(headers, peer, trusted).is_loopback() && (!passed_on || trusted.contains(&peer))
}

/// Where a request comes from: the connection's other end, or what our own proxies say of it.
pub(crate) fn client_address(headers: &HeaderMap, extensions: &Extensions, state: &AppState) -> IpAddr {
    let Some(peer) = peer(extensions) else { return Ipv4Addr::UNSPECIFIED.into() };
    address_of(headers, peer, &state.options().trusted_proxies)
}

/// Where a request comes from, for handlers.
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(client_address(&parts.headers, &parts.extensions, state)))
    }
}

/// The connection's other end.
fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())
}

fn address_of(headers: &HeaderMap, peer: IpAddr, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    // Each proxy appends whom it got the request from; what stands left of a stranger can be made up.
    let hops: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    hops.into_iter().rev().find(|hop: &IpAddr| !trusted.contains(&hop.to_canonical())).unwrap_or(peer)
}

fn with_limits(mut response: Response, allowance: Allowance) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [("ratelimit-policy", allowance.policy()), ("ratelimit", allowance.state())] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

pub(crate) fn not_signed_in() -> Problem {
    Problem::new(kinds::NOT_SIGNED_IN, "Sign in, or send a valid API token as `Authorization: Bearer …`.")
}

fn no_visitor() -> Problem {
    let detail =
        "Send the visitor token that `POST /api/v1/widget/sessions` gave as `Authorization: Bearer …`.";
    Problem::new(kinds::NOT_SIGNED_IN, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORWARDED_FOR: header::HeaderName = header::HeaderName::from_static("x-forwarded-for");

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn tokens_and_cookies_are_found() {
        assert_eq!(bearer(&headers(header::AUTHORIZATION, "bearer abc")), Some("abc"));
        for other in ["Basic abc", "Bearer", "Bearer  ", "abc"] {
            assert_eq!(bearer(&headers(header::AUTHORIZATION, other)), None, "{other}");
        }
        let cookie = headers(header::COOKIE, "a=b; rapport_session=ses_1; c=d");
        assert_eq!(session_cookie(&cookie), Some("ses_1"));
        assert_eq!(session_cookie(&headers(header::COOKIE, "xrapport_session=1; rapport_session=")), None);
    }

    #[test]
    fn only_this_machine_itself_reads_metrics_without_a_token() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let local = |headers: &HeaderMap, peer: &str, trusted: &[&str]| {
            let trusted: Vec<IpAddr> = trusted.iter().map(|text| address(text)).collect();
            is_local(headers, address(peer), &trusted)
        };
        let forwarded = |from: &str| HeaderMap::from_iter([(FORWARDED_FOR, from.parse().unwrap())]);
        let none = HeaderMap::new();
        assert!(local(&none, "127.0.0.1", &[]) && local(&none, "127.0.0.1", &["10.0.0.5"]));
        assert!(!local(&none, "192.0.2.1", &[]));
        // Another proxy is trusted, and one on this machine that is not passes a stranger on.
        assert!(!local(&forwarded("192.0.2.1"), "127.0.0.1", &["10.0.0.5"]));
        assert!(!local(&forwarded("127.0.0.1"), "127.0.0.1", &["10.0.0.5"]));
        let real = HeaderMap::from_iter([(
            header::HeaderName::from_static("x-real-ip"),
            "192.0.2.1".parse().unwrap(),
        )]);
        assert!(!local(&real, "127.0.0.1", &[]));
        // A trusted proxy says for whom it asks.
        assert!(!local(&forwarded("192.0.2.1"), "127.0.0.1", &["127.0.0.1"]));
        assert!(!local(&forwarded("127.0.0.1, 192.0.2.1"), "127.0.0.1", &["127.0.0.1"]));
        assert!(!local(&forwarded("192.0.2.1"), "10.0.0.5", &["10.0.0.5"]));
    }

    #[test]
    fn programs_need_the_scope_of_the_act() {
        assert_eq!(scope_for(Role::Agent, &Method::GET), Scope::Read);
        assert_eq!(scope_for(Role::Agent, &Method::POST), Scope::Write);
        assert_eq!(scope_for(Role::Leader, &Method::GET), Scope::Read);
        assert_eq!(scope_for(Role::Designer, &Method::POST), Scope::Admin);
        assert_eq!(scope_for(Role::Admin, &Method::GET), Scope::Admin);
    }
}
