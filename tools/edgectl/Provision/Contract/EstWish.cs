namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>An EST server (RFC 7030).</summary>
/// <param name="Url">As <c>https://est.example/.well-known/est</c>.</param>
/// <param name="Authority">Certificates in PEM, of whom the server is trusted by; null for the system's.</param>
/// <param name="User">Null for the device's id.</param>
/// <param name="Token">Good for one certificate.</param>
internal sealed record EstWish(string Url, string? Authority, string? User, string Token);
