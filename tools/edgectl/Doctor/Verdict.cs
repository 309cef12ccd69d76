namespace EdgeAppliance.Edgectl.Doctor;

internal enum Verdict
{
    Good,

    /// <summary>It could not be looked at; the text says why.</summary>
    Skipped,
    Warning,
    Error,
}
