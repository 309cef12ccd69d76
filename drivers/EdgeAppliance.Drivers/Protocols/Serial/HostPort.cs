using System.Globalization;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Where a device listens: a name or an address of IPv4 or IPv6, and a TCP port.</summary>
internal sealed record HostPort(string Host, int Port)
{
    private const int HostCharactersMax = 253; // of a name (RFC 1035, section 2.3.4)

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Binds the key <c>address</c>.</summary>
    /// <param name="standardPort">0 where the port must be named.</param>
    public static HostPort Bind(StepConfiguration settings, int standardPort)
    {
        if (settings.Has("address"))
        {
            if (TryParse(settings.Text("address", ""), standardPort, out var found)) return found;
            settings.Report("address", standardPort > 0 ? "must be a host, or host:port, as 10.0.0.5, plc.example:502 or [fd00::5]:502." : "must be host:port, as 10.0.0.5:4001 or [fd00::5]:4001.");
        }
        return new HostPort("", 0);
    }

    public static bool TryParse(string text, int standardPort, out HostPort found)
    {
        var (host, port) = Split(text);
        int number = standardPort;
        bool isGood = Uri.CheckHostName(host) != UriHostNameType.Unknown && host.Length <= HostCharactersMax
            && (port.Length == 0 || int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number)) && number is > 0 and <= ushort.MaxValue;
        found = new HostPort(host, number);
        return isGood;
    }

    private static (string Host, string Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            if (close < 0 || close + 1 < text.Length && text[close + 1] != ':') return ("", "");
            return (text[1..close], close + 1 < text.Length ? text[(close + 2)..] : "");
        }
        int colon = text.IndexOf(':');
        // More than one colon is an address of IPv6 without a port.
        return colon < 0 || colon != text.LastIndexOf(':') ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }
}
