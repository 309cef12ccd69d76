using System.Net;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

internal static class ListenReader
{
    private static readonly IPEndPoint s_http = new(IPAddress.Loopback, 8080);

    public static ListenConfiguration Read(ConfigSection section)
    {
        bool plaintext = section.Boolean("allowPlaintext", false);
        var http = section.Find("http") is null ? [s_http] : EndPoints(section, "http", plaintext);
        var mqtt = EndPoints(section, "mqtt", plaintext);
        var coap = EndPoints(section, "coap", plaintext);
        section.RefuseUnknownKeys();
        return new ListenConfiguration(http, [.. mqtt.Select(address => new MqttEndPoint(address, IsSecure: false))]) { Coap = coap };
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
