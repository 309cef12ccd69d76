using System.Device.Gpio;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>The character device's second version as System.Device.Gpio wants its drivers, so that code which is written for a
/// <see cref="GpioController"/> needs no libgpiod. Pins are the chip's offsets. Changes are told on one thread a pin.</summary>
internal sealed class UapiGpioDriver(string chip, GpioOpener open) : GpioDriver
{
    private const int EdgesMax = 16;

    private readonly Dictionary<int, UapiGpioPin> _pins = [];
    private readonly Lock _lock = new();

    /// <summary>Not known without asking for every line: a controller does not need it.</summary>
    protected override int PinCount => GpioUapi.LinesMax;

    protected override void OpenPin(int pinNumber)
    {
        lock (_lock) _pins.Add(pinNumber, new UapiGpioPin(chip, pinNumber, open));
    }

    protected override void ClosePin(int pinNumber)
    {
        UapiGpioPin? pin;
        lock (_lock) _pins.Remove(pinNumber, out pin);
        pin?.Dispose();
    }

    protected override void SetPinMode(int pinNumber, PinMode mode) => Pin(pinNumber).Become(mode, GpioEdges.None);

    protected override PinMode GetPinMode(int pinNumber) => Pin(pinNumber).Mode;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => Enum.IsDefined(mode);

    protected override PinValue Read(int pinNumber) => (int)(Pin(pinNumber).Lines.Read() & 1);

    protected override void Write(int pinNumber, PinValue value) => Pin(pinNumber).Lines.Write(value == PinValue.High ? 1UL : 0, 1);

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        var lines = Pin(pinNumber).Watch(eventTypes);
        using var wake = cancellationToken.Register(static state => ((IGpioLines)state!).Wake(), lines);
        Span<GpioEdge> edges = stackalloc GpioEdge[1];
        while (!cancellationToken.IsCancellationRequested)
        {
            if (lines.Wait(Timeout.InfiniteTimeSpan, edges) == 0) continue;
            return new WaitForEventResult { EventTypes = edges[0].IsRising ? PinEventTypes.Rising : PinEventTypes.Falling };
        }
        return new WaitForEventResult { TimedOut = true };
    }

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        Pin(pinNumber).Add(eventTypes, callback, this, EdgesMax);

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => Pin(pinNumber).Remove(callback);

    protected override void Dispose(bool disposing)
    {
        List<UapiGpioPin> pins;
        lock (_lock)
        {
            pins = [.. _pins.Values];
            _pins.Clear();
        }
        foreach (var pin in pins) pin.Dispose();
        base.Dispose(disposing);
    }

    private UapiGpioPin Pin(int pinNumber)
    {
        lock (_lock) return _pins.TryGetValue(pinNumber, out var pin) ? pin : throw new BusException(BusFault.Other, $"Pin {pinNumber} is not open.");
    }
}
