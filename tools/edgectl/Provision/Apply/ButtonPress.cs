namespace EdgeAppliance.Edgectl.Provision.Apply;

internal enum ButtonPress
{
    /// <summary>Not at all, or not long enough.</summary>
    None,

    /// <summary>Held, and let go when the light said so.</summary>
    Held,

    /// <summary>Held far too long, as by a short circuit.</summary>
    Stuck,
}
