namespace EdgeAppliance.Core.Identity;

/// <summary>A certificate whose subject has this common name, from the appliance's authority for devices.</summary>
public sealed record SubjectCredential(string CommonName) : DeviceCredential
{
    private const int CharsMax = 256;

    /// <exception cref="FormatException">It is no common name.</exception>
    public static SubjectCredential Parse(string text) =>
        text.Length is > 0 and <= CharsMax ? new SubjectCredential(text) : throw new FormatException($"a common name has 1 to {CharsMax} characters");
}
