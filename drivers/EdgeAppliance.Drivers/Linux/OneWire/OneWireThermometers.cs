using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.OneWire;

/// <summary>Temperatures, with the two faults of 1-Wire named: a checksum that does not fit, which the kernel calls an input error, and a
/// device whose power failed while it measured, which gives its power-on value of exactly 85 °C (DS18B20 datasheet, figure 4).</summary>
internal sealed class OneWireThermometers : AttributeSensor
{
    private const int InputError = 5; // EIO
    private const double PowerOnCelsius = 85, StepMaxCelsius = 10;

    private readonly IReadOnlyList<KernelAttribute> _devices;
    private readonly double[] _before;

    public OneWireThermometers(IReadOnlyList<KernelAttribute> devices)
        : base(devices)
    {
        _devices = devices;
        _before = new double[devices.Count];
        Array.Fill(_before, double.NaN);
    }

    protected override double Value(int channel)
    {
        double value;
        try
        {
            value = base.Value(channel);
        }
        catch (BusException e) when (e.InnerException?.HResult == InputError)
        {
            throw new BusException(BusFault.Checksum, $"What {_devices[channel].Channel} sent does not fit its checksum.", e);
        }
        if (value == PowerOnCelsius && !(Math.Abs(value - _before[channel]) <= StepMaxCelsius))
            throw new BusException(BusFault.NotReady, $"{_devices[channel].Channel} lost its power while it measured: it gives 85 °C, which is its value at power-on.");
        return _before[channel] = value;
    }
}
