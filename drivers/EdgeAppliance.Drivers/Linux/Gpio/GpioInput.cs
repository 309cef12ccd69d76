namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <param name="Name">The channel's.</param>
/// <param name="IsCounted">Its edges are counted and reported at the beat, and make no reading each: for pulses, such as a flow meter's.</param>
internal sealed record GpioInput(string Name, GpioLine Line, bool IsCounted);
