namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Where a server is: <c>coap://HOST[:PORT]</c> or <c>coaps://HOST[:PORT]</c> (RFC 7252 section 6).</summary>
internal sealed record CoapAddress(string Host, int Port, bool IsSecure)
{
    private const int PlainPort = 5683;
    private const int SecurePort = 5684;

    public static bool TryParse(string text, out CoapAddress address)
    {
        address = new CoapAddress("", 0, false);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("coap" or "coaps")) return false;
        if (url.Host.Length == 0 || url.UserInfo.Length > 0 || url.PathAndQuery.Length > 1 || url.Fragment.Length > 0) return false;
        bool secure = url.Scheme == "coaps";
        address = new CoapAddress(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : secure ? SecurePort : PlainPort, secure);
        return true;
    }
}
