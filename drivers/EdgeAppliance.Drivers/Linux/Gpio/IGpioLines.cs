using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Lines of one chip that were asked for together: the kernel's (<see cref="KernelGpioLines"/>), or simulated ones. Bit n is the
/// n-th line's level. Every call throws a <see cref="BusException"/> where the chip is gone.</summary>
internal interface IGpioLines : IDisposable
{
    ulong Read();

    /// <summary>Sets the outputs that <paramref name="mask"/> names. Any thread.</summary>
    void Write(ulong levels, ulong mask);

    /// <summary>Waits until something changed, the time is over, or <see cref="Wake"/> was called.</summary>
    /// <returns>How many changes there are, oldest first.</returns>
    int Wait(TimeSpan timeout, Span<GpioEdge> edges);

    /// <summary>Ends a wait, now or the next one. Any thread.</summary>
    void Wake();
}
