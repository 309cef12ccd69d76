namespace EdgeAppliance.Core.Steps;

/// <summary>What a condition says of a reading; unknown where a channel it needs is missing (Kleene's logic).</summary>
internal enum Truth : byte
{
    No = 0,
    Unknown = 1,
    Yes = 2,
}
