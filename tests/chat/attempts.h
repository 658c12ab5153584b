#pragma once
#include <QList>
#include <QString>

namespace heddle::tests {

/// A way in which a script could try to reach a network. %HOST is the listener.
struct Attempt {
    const char* name;
    const char* script;
};

/// Those that load something: what a content policy and an interceptor stop.
inline const QList<Attempt>& loads() {
    static const QList<Attempt> all{
        {"image", "new Image().src = 'http://%HOST/image'"},
        {"fetch", "void fetch('http://%HOST/fetch', {mode: 'no-cors'}).catch(() => 0)"},
        {"xhr", "{ const x = new XMLHttpRequest(); x.open('GET', 'http://%HOST/xhr'); x.send(); }"},
        {"web socket", "try { new WebSocket('ws://%HOST/socket') } catch {}"},
        {"event source", "try { new EventSource('http://%HOST/events') } catch {}"},
        {"beacon", "navigator.sendBeacon('http://%HOST/beacon', 'x')"},
        {"frame",
         "{ const f = document.createElement('iframe'); f.src = 'http://%HOST/frame'; document.body.append(f); }"},
        {"style sheet",
         "{ const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'http://%HOST/css';"
         " document.head.append(l); }"},
        {"prefetch",
         "{ const l = document.createElement('link'); l.rel = 'prefetch'; l.href = 'http://%HOST/prefetch';"
         " document.head.append(l); }"},
        {"preload",
         "{ const l = document.createElement('link'); l.rel = 'preload'; l.as = 'image';"
         " l.href = 'http://%HOST/preload'; document.head.append(l); }"},
        {"font", "void new FontFace('x', 'url(http://%HOST/font)').load().catch(() => 0)"},
        {"media", "{ const v = document.createElement('video'); v.src = 'http://%HOST/video'; v.load(); }"},
    };
    return all;
}

/// Those that go somewhere: what the page's navigation rules stop.
inline const QList<Attempt>& journeys() {
    static const QList<Attempt> all{
        {"location", "location.href = 'http://%HOST/location'"},
        {"form",
         "{ const f = document.createElement('form'); f.action = 'http://%HOST/form'; document.body.append(f);"
         " f.submit(); }"},
        {"window", "window.open('http://%HOST/window')"},
        {"link",
         "{ const a = document.createElement('a'); a.href = 'http://%HOST/link'; document.body.append(a); a.click(); "
         "}"},
        {"file", "location.href = 'file:///etc/passwd'"},
    };
    return all;
}

/// STUN by UDP and TURN by TCP, from the document and from a fresh frame's window.
inline constexpr auto kPeers = R"(
for (const from of [window, document.body.appendChild(document.createElement('iframe')).contentWindow]) {
    if (!from?.RTCPeerConnection) continue;
    const peer = new from.RTCPeerConnection({iceServers: [
        {urls: 'stun:%HOST'}, {urls: 'turn:%HOST?transport=tcp', username: 'u', credential: 'p'}]});
    peer.createDataChannel('x');
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
    (window.peers ??= []).push(peer);
}
)";

}  // namespace heddle::tests
