namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>The console and the management interface over TLS.</summary>
/// <param name="Listen">Address and port.</param>
internal sealed record ConsoleWish(string Listen, IReadOnlyList<ConsoleToken> Tokens);
