using System.Device.Gpio;
using System.Globalization;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>One pin of <see cref="UapiGpioDriver"/>: it is asked for anew whenever its mode or the edges that it tells of change.</summary>
internal sealed class UapiGpioPin : IDisposable
{
    private readonly string _chip;
    private readonly int _offset;
    private readonly GpioOpener _open;
    private readonly List<(PinEventTypes Types, PinChangeEventHandler Callback)> _callbacks = [];
    private readonly Lock _lock = new();
    private volatile bool _stops;
    private Thread? _thread;
    private GpioEdges _edges;

    public UapiGpioPin(string chip, int offset, GpioOpener open)
    {
        _chip = chip;
        _offset = offset;
        _open = open;
        Lines = Ask(PinMode.Input, GpioEdges.None);
    }

    public PinMode Mode { get; private set; }

    public IGpioLines Lines { get; private set; }

    public void Become(PinMode mode, GpioEdges edges)
    {
        if (mode == Mode && edges == _edges) return;
        // The kernel gives a line to one request at a time.
        Lines.Dispose();
        Lines = Ask(mode, edges);
        _edges = edges;
    }

    public IGpioLines Watch(PinEventTypes types)
    {
        Become(Mode, Of(types));
        return Lines;
    }

    public void Add(PinEventTypes types, PinChangeEventHandler callback, object sender, int edgesMax)
    {
        lock (_lock) _callbacks.Add((types, callback));
        if (_thread is not null) return;
        Become(Mode, GpioEdges.Both);
        _thread = new Thread(() => Tell(sender, edgesMax)) { IsBackground = true, Name = $"gpio {_chip} {_offset}" };
        _thread.Start();
    }

    public void Remove(PinChangeEventHandler callback)
    {
        lock (_lock) _callbacks.RemoveAll(known => known.Callback == callback);
    }

    public void Dispose()
    {
        _stops = true;
        Lines.Wake();
        _thread?.Join();
        Lines.Dispose();
    }

    private static GpioEdges Of(PinEventTypes types) =>
        (types.HasFlag(PinEventTypes.Rising) ? GpioEdges.Rising : 0) | (types.HasFlag(PinEventTypes.Falling) ? GpioEdges.Falling : 0);

    private IGpioLines Ask(PinMode mode, GpioEdges edges)
    {
        Mode = mode;
        return _open(_chip, [new GpioLine(_offset.ToString(CultureInfo.InvariantCulture))
        {
            IsOutput = mode == PinMode.Output,
            Edges = edges,
            Bias = mode switch { PinMode.InputPullUp => GpioBias.Up, PinMode.InputPullDown => GpioBias.Down, _ => GpioBias.AsIs },
        }]);
    }

    private void Tell(object sender, int edgesMax)
    {
        var edges = new GpioEdge[edgesMax];
        while (!_stops)
        {
            try
            {
                int count = Lines.Wait(Timeout.InfiniteTimeSpan, edges);
                for (int i = 0; i < count; i++) Tell(sender, edges[i].IsRising ? PinEventTypes.Rising : PinEventTypes.Falling);
            }
            catch (BusException)
            {
                // The chip is gone, and nothing more will change.
                return;
            }
        }
    }

    private void Tell(object sender, PinEventTypes type)
    {
        PinChangeEventHandler[] meant;
        lock (_lock) meant = [.. _callbacks.Where(known => known.Types.HasFlag(type)).Select(known => known.Callback)];
        foreach (var callback in meant) callback(sender, new PinValueChangedEventArgs(type, _offset));
    }
}
