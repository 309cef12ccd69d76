namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>How the device is connected; said anew, it replaces what was there.</summary>
/// <param name="Wired">Null for DHCP.</param>
/// <param name="Wifi">Null for none.</param>
internal sealed record NetworkWish(AddressWish? Wired, WifiWish? Wifi, ProxyWish? Proxy);
