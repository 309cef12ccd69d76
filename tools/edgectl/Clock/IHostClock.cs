namespace EdgeAppliance.Edgectl.Clock;

/// <summary>This machine's clock: the kernel's (<see cref="KernelClock"/>), or a simulated one.</summary>
internal interface IHostClock
{
    /// <summary>Whether something keeps it right now.</summary>
    bool IsKept { get; }

    DateTimeOffset Now { get; }

    /// <exception cref="IOException">It may not be set; as for <see cref="Keep"/>.</exception>
    void Set(DateTimeOffset time);

    /// <summary>Says that it is right but for an error; the kernel counts on from there, and takes it back where nobody says so again within hours.</summary>
    void Keep(TimeSpan error);
}
