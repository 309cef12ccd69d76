namespace EdgeAppliance.Core.Identity;

/// <summary>A device that the appliance knows.</summary>
public sealed record DeviceRecord
{
    public const int IdCharsMax = 64;
    public const int CredentialsMax = 8;
    public const int PatternsMax = 64;
    public const string IdRule = "an id has 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit";
    public const string TenantUsual = "default";

    /// <summary>Also its user name over MQTT, and what its client ids begin with.</summary>
    public required string Id { get; init; }

    /// <summary>On whose behalf it reports.</summary>
    public string Tenant { get; init; } = TenantUsual;

    /// <summary>Any of them will do.</summary>
    public required IReadOnlyList<DeviceCredential> Credentials { get; init; }

    /// <summary>Topic filters, in which <see cref="TopicAcl.DevicePlace"/> stands for its id.</summary>
    public IReadOnlyList<string> Publish { get; init; } = [];

    /// <inheritdoc cref="Publish"/>
    public IReadOnlyList<string> Subscribe { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? Revoked { get; init; }

    public static bool IsId(string text)
    {
        if (text.Length is 0 or > IdCharsMax || !char.IsAsciiLetterOrDigit(text[0])) return false;
        return !text.AsSpan().ContainsAnyExcept(s_idChars);
    }

    private static readonly System.Buffers.SearchValues<char> s_idChars =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}
