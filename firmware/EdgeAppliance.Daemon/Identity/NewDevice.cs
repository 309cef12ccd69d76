namespace EdgeAppliance.Daemon.Identity;

/// <summary>A device that is to be known. Where it brings no credential, one is generated for it.</summary>
internal sealed record NewDevice(string Id)
{
    public const int PasswordCharsMin = 8;
    public const int PasswordCharsMax = 256;

    public string? Tenant { get; init; }

    public string? Password { get; init; }

    /// <summary>Of its certificate's subject.</summary>
    public string? CommonName { get; init; }

    /// <summary>SHA-256 of its certificate, in hex digits.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>A key for DTLS, as <see cref="Core.Identity.KeyCredential"/> is written.</summary>
    public string? Key { get; init; }

    /// <summary>Of its bearer tokens.</summary>
    public string? TokenSubject { get; init; }

    /// <summary>What is generated: <c>secret</c>, <c>key</c> for DTLS, or <c>enrolment</c> for a token that is good for one certificate. Left out it
    /// is a secret, where the device brings nothing else.</summary>
    public string? Generate { get; init; }

    public IReadOnlyList<string>? Publish { get; init; }

    public IReadOnlyList<string>? Subscribe { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>Take the place of one that is there.</summary>
    public bool Replace { get; init; }
}
