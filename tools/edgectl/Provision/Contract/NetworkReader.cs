using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads <c>network</c>.</summary>
internal static class NetworkReader
{
    private const int AddressesMax = 8, UrlCharsMax = 512, ProxyTextMax = 256;

    public static NetworkWish Read(PlainSection section)
    {
        var wired = section.Section("wired");
        var wifi = section.Section("wifi");
        var proxy = section.Section("proxy");
        section.Keys.RefuseUnknownKeys();
        return new NetworkWish(wired is null ? null : Only(wired), wifi is null ? null : Wifi(wifi), proxy is null ? null : Proxy(proxy));
    }

    private static AddressWish Only(PlainSection section)
    {
        var read = Addresses(section);
        section.Keys.RefuseUnknownKeys();
        return read;
    }

    private static AddressWish Addresses(PlainSection section)
    {
        var read = new AddressWish(
            section.Texts("addresses", AddressesMax, 64, Rules.IsPrefixed, "must be an address and the length of its prefix, as 192.0.2.7/24") ?? [],
            section.Texts("gateway", 2, 64, Rules.IsAddress, "must be an address, as 192.0.2.1") ?? [],
            section.Texts("dns", AddressesMax, 64, Rules.IsAddress, "must be an address, as 192.0.2.53") ?? []);
        if (section.Keys.Find("gateway") is { } gateway && section.Keys.Find("addresses") is null) section.Keys.Errors.Add(gateway, "is of use only with addresses: with DHCP the network says it");
        return read;
    }

    private static WifiWish Wifi(PlainSection section)
    {
        var wifi = new WifiWish(
            section.Required("ssid", 32, Rules.IsSsid, "must have 1 to 32 bytes"),
            section.Text("psk", 64, Rules.IsPsk, "must have 8 to 63 printable characters, or be 64 hexadecimal digits"),
            section.Required("country", 2, Rules.IsCountry, "must be two capitals, as DE"),
            section.Keys.Boolean("hidden", false),
            Addresses(section));
        bool isOpen = section.Keys.Boolean("open", false);
        if (section.Keys.Find("psk") is { } psk) { if (isOpen) section.Keys.Errors.Add(psk, "does not go with open"); }
        else if (!isOpen) section.Keys.Errors.Add(section.Keys.Node.Line, section.Keys.Path("psk"), "is missing; for a network without one write \"open\": true");
        section.Keys.RefuseUnknownKeys();
        return wifi;
    }

    private static ProxyWish Proxy(PlainSection section)
    {
        var proxy = new ProxyWish(
            section.Required("url", UrlCharsMax, text => Rules.IsUrl(text, "http", "https"), "must be a URL of http or https, without a user or password in it"),
            section.Text("user", ProxyTextMax), section.Text("password", ProxyTextMax));
        if ((section.Keys.Find("user") is null) != (section.Keys.Find("password") is null))
            section.Keys.Errors.Add(section.Keys.Find("user") ?? section.Keys.Find("password")!, "a user and a password come together");
        section.Keys.RefuseUnknownKeys();
        return proxy;
    }
}
