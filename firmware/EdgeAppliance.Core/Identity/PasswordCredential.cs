namespace EdgeAppliance.Core.Identity;

/// <summary>A password that a person chose, under PBKDF2 with HMAC-SHA-256 (RFC 8018).</summary>
public sealed record PasswordCredential(byte[] Salt, int Iterations, byte[] Hash) : DeviceCredential
{
    public const int IterationsUsual = 600_000;
    public const int IterationsMin = 10_000;

    /// <summary>More would let a file hold the processor for seconds a connection.</summary>
    public const int IterationsMax = 2_000_000;

    public const int SaltBytesMin = 8;
    public const int SaltBytesMax = 64;
}
