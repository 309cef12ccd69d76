using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Trials;

/// <summary>Windows on their way from the pipelines to the trial's thread: a ring of a fixed size, so that the pipelines never wait and
/// nothing is allocated. Any thread puts in; one takes out.</summary>
internal sealed class TrialQueue
{
    private const int WindowsMax = 64;
    private const int WindowsLeast = 2;

    /// <summary>What all waiting windows may take; large windows are fewer.</summary>
    private const int ValuesMax = (4 << 20) / sizeof(double);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly TrialWindow[] _ring;
    private int _first;
    private int _count;
    private bool _closed;

    public TrialQueue(int valuesAWindow)
    {
        _ring = new TrialWindow[Math.Clamp(ValuesMax / Math.Max(1, valuesAWindow), WindowsLeast, WindowsMax)];
        for (int i = 0; i < _ring.Length; i++) _ring[i] = new TrialWindow(valuesAWindow);
    }

    /// <returns>False where there is no room.</returns>
    public bool TryPut(ModelBinding candidate, WindowFrame window, ModelBinding current, WindowOutcome outcome)
    {
        lock (_gate)
        {
            if (_count == _ring.Length || _closed) return false;
            _ring[(_first + _count) % _ring.Length].Fill(candidate, window, current, outcome);
            _count++;
        }
        _waiting.Release();
        return true;
    }

    /// <summary>Waits for a window, which stays in its place until <see cref="Take"/>.</summary>
    /// <returns>Null once the queue is closed, or at once where it may not wait.</returns>
    public TrialWindow? Peek(bool wait)
    {
        if (!_waiting.Wait(wait ? Timeout.Infinite : 0)) return null;
        lock (_gate) return _closed ? null : _ring[_first];
    }

    public void Take()
    {
        lock (_gate)
        {
            _first = (_first + 1) % _ring.Length;
            _count--;
        }
    }

    public void Close()
    {
        lock (_gate) _closed = true;
        _waiting.Release();
    }
}
