namespace EdgeAppliance.Daemon.Configuration;

/// <summary>A hawkBit server that says which bundles this device is to have, over its Direct Device Integration API.</summary>
/// <param name="Url">Of the server, without the tenant.</param>
internal sealed record HawkbitConfiguration(Uri Url, string Tenant)
{
    /// <summary>By which the server knows this device; null for the device's id.</summary>
    public string? Controller { get; init; }

    /// <summary>Of this device alone.</summary>
    public Secret? Token { get; init; }

    /// <summary>Of all devices of the tenant.</summary>
    public Secret? GatewayToken { get; init; }

    public UplinkTls Tls { get; init; } = new(null, null, null);

    /// <summary>Public keys in PEM that sign archives; empty where the repository's metadata must vouch for them.</summary>
    public IReadOnlyList<string> KeyFiles { get; init; } = [];

    /// <summary>So many of the keys must have signed.</summary>
    public int Threshold { get; init; } = 1;

    /// <summary>However soon the server wants to be asked again.</summary>
    public TimeSpan PollLeast { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>However late the server wants to be asked again.</summary>
    public TimeSpan PollMost { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether this device agrees by itself to what somebody has to agree to; else a person does at the server.</summary>
    public bool Confirms { get; init; }

    /// <summary>Whether the server may bring a version that is older than what runs.</summary>
    public bool TakesOlder { get; init; }

    /// <summary>Whether another says the same.</summary>
    public bool IsSame(HawkbitConfiguration? other) => other is not null && this with { KeyFiles = other.KeyFiles } == other && KeyFiles.SequenceEqual(other.KeyFiles);
}
