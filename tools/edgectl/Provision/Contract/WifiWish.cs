namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>A wireless network.</summary>
/// <param name="Ssid">1 to 32 bytes of UTF-8 (IEEE 802.11).</param>
/// <param name="Psk">8 to 63 printable characters of ASCII, or 64 hexadecimal digits; null where it is open.</param>
/// <param name="Country">ISO 3166-1, two capitals: which channels may be used.</param>
internal sealed record WifiWish(string Ssid, string? Psk, string Country, bool IsHidden, AddressWish Addresses);
