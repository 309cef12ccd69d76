using System.Net;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;

namespace EdgeAppliance.Daemon.Configuration;

internal static class ListenReader
{
    private static readonly IPEndPoint s_http = new(IPAddress.Loopback, 8080);

    /// <param name="hasAccess">It is configured which devices are let in.</param>
    public static ListenConfiguration Read(ConfigSection section, bool hasAccess)
    {
        bool plaintext = section.Boolean("allowPlaintext", false);
        var http = section.Find("http") is null ? [s_http] : EndPoints(section, "http", plaintext);
        var https = EndPoints(section, "https", plaintext: true);
        var mqtt = EndPoints(section, "mqtt", plaintext);
        var mqtts = EndPoints(section, "mqtts", plaintext: true);
        var mqttws = EndPoints(section, "mqttws", plaintext);
        var mqttwss = EndPoints(section, "mqttwss", plaintext: true);
        var amqp = EndPoints(section, "amqp", plaintext);
        var amqps = EndPoints(section, "amqps", plaintext: true);
        var coap = EndPoints(section, "coap", plaintext);
        var tls = Tls(section);
        foreach (var (key, endPoints) in new[] { ("mqtts", mqtts), ("mqttwss", mqttwss), ("amqps", amqps), ("https", https) })
            if (endPoints.Count > 0 && tls is null) section.Errors.Add(section.Find(key)!, "needs a certificate and a key: listen.certificate and listen.key");
        if (!hasAccess)
            foreach (var (key, all) in new[] { ("mqtt", mqtt), ("mqtts", mqtts), ("mqttws", mqttws), ("mqttwss", mqttwss), ("amqp", amqp), ("amqps", amqps) }) CheckAccess(section, key, all);
        var coaps = EndPoints(section, "coaps", plaintext: true);
        var dtls = DtlsReader.Read(section, coaps.Count > 0, hasAccess);
        section.RefuseUnknownKeys();
        return new ListenConfiguration(http, [.. Mqtt(mqtt, false, false), .. Mqtt(mqtts, true, false), .. Mqtt(mqttws, false, true), .. Mqtt(mqttwss, true, true)])
        {
            Https = https,
            Amqp = [.. amqp.Select(address => new AmqpEndPoint(address, false)), .. amqps.Select(address => new AmqpEndPoint(address, true))],
            Coap = coap,
            Tls = tls,
            Coaps = dtls is null ? [] : coaps,
            Dtls = dtls,
        };
    }

    private static IEnumerable<MqttEndPoint> Mqtt(List<IPEndPoint> addresses, bool isSecure, bool isWeb) => addresses.Select(address => new MqttEndPoint(address, isSecure, isWeb));

    private static void CheckAccess(ConfigSection section, string key, List<IPEndPoint> all)
    {
        foreach (var endPoint in all)
            if (!IPAddress.IsLoopback(endPoint.Address))
                section.Errors.Add(section.Find(key)!, $"{endPoint} is open to the network and would take every device; say which are let in with access, or use a loopback address");
    }

    private static ListenTls? Tls(ConfigSection section)
    {
        string? certificate = section.FindText("certificate"), key = section.FindText("key");
        if ((certificate is null) != (key is null)) section.Errors.Add(section.Find("certificate") ?? section.Find("key")!, "a certificate and a key come together");
        return certificate is null || key is null ? null : new ListenTls(certificate, key);
    }

    private static List<IPEndPoint> EndPoints(ConfigSection section, string key, bool plaintext)
    {
        var all = new List<IPEndPoint>();
        foreach (var node in section.TextNodes(key))
        {
            string text = section.TextOf(node) ?? "";
            // Without the colon's check "8080" would be the address 0.0.31.144.
            if (!text.Contains(':') || text.EndsWith(']') || !IPEndPoint.TryParse(text, out var endPoint))
                section.Errors.Add(node, $"'{node.Text}' is no address and port; write it as 127.0.0.1:8080 or [::1]:8080");
            else if (!plaintext && !IPAddress.IsLoopback(endPoint.Address))
                section.Errors.Add(node, $"{endPoint} is open to the network without TLS; use a loopback address, or set listen.allowPlaintext to true");
            else all.Add(endPoint);
        }
        return all;
    }
}
