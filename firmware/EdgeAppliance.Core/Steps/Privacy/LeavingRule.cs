namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Which channels a privacy step hands on.</summary>
internal enum LeavingRule
{
    All,

    /// <summary>Those that are named: one that a device begins to send later does not leave.</summary>
    OnlyNamed,

    AllButNamed,
}
