namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Addresses of one interface.</summary>
/// <param name="Addresses">With the length of their prefix, as <c>192.0.2.7/24</c>; none for DHCP.</param>
/// <param name="Gateways">At most one of each kind.</param>
internal sealed record AddressWish(IReadOnlyList<string> Addresses, IReadOnlyList<string> Gateways, IReadOnlyList<string> Dns);
