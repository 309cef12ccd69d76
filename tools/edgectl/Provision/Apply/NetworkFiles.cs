using System.Globalization;
using System.Text;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Files of systemd-networkd (systemd.network(5)), systemd-timesyncd (timesyncd.conf(5)) and wpa_supplicant. All texts have been through
/// <see cref="Rules"/>, so that none can add a line.</summary>
internal static class NetworkFiles
{
    public static byte[] Wired(AddressWish wish) => Link("Type=ether\nKind=!*", wish);

    public static byte[] Wireless(AddressWish wish) => Link("Type=wlan", wish);

    public static byte[] TimeServers(IReadOnlyList<string> servers) => Encoding.UTF8.GetBytes($"[Time]\nNTP={string.Join(' ', servers)}\n");

    /// <summary>The name is written in hexadecimal, which needs no quotes. A passphrase is taken up to the last quote of its line, so that it may hold some.</summary>
    public static byte[] Supplicant(WifiWish wish)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"country={wish.Country}\nupdate_config=0\nnetwork={{\n");
        text.Append(CultureInfo.InvariantCulture, $"    ssid={Convert.ToHexStringLower(Encoding.UTF8.GetBytes(wish.Ssid))}\n");
        if (wish.IsHidden) text.Append("    scan_ssid=1\n");
        text.Append(wish.Psk switch
        {
            null => "    key_mgmt=NONE\n",
            // A key that is worked out already is of no use to WPA3.
            { Length: 64 } key => $"    key_mgmt=WPA-PSK WPA-PSK-SHA256\n    psk={key}\n",
            { } passphrase => $"    key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE\n    ieee80211w=1\n    psk=\"{passphrase}\"\n",
        });
        return Encoding.UTF8.GetBytes(text.Append("}\n").ToString());
    }

    private static byte[] Link(string match, AddressWish wish)
    {
        var text = new StringBuilder($"[Match]\n{match}\n\n[Network]\n");
        if (wish.Addresses.Count == 0) text.Append("DHCP=yes\n");
        foreach (string address in wish.Addresses) text.Append(CultureInfo.InvariantCulture, $"Address={address}\n");
        foreach (string gateway in wish.Gateways) text.Append(CultureInfo.InvariantCulture, $"Gateway={gateway}\n");
        foreach (string server in wish.Dns) text.Append(CultureInfo.InvariantCulture, $"DNS={server}\n");
        text.Append("LinkLocalAddressing=yes\nMulticastDNS=yes\n");
        if (wish.Addresses.Count == 0) text.Append("\n[DHCPv4]\nClientIdentifier=mac\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
