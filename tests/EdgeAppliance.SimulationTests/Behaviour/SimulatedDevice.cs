using EdgeAppliance.Core.Behaviour;

namespace EdgeAppliance.SimulationTests.Behaviour;

/// <summary>A device that reports at its own pace, and from some moment on wrongly in one way.</summary>
internal sealed class SimulatedDevice(int number, Random chance)
{
    private const double Jitter = 0.2;

    private readonly double _period = 2 + 28 * chance.NextDouble();
    private readonly double _level = 100 * chance.NextDouble() - 50;
    private readonly double _swing = 5 * chance.NextDouble();
    private readonly int _bytes = 40 + chance.Next(200);
    private double _counter;

    public string Name { get; } = $"d{number}";

    /// <summary>Null for one that behaves to the end.</summary>
    public BehaviourKind? Fault { get; init; }

    /// <summary>When it begins, in seconds.</summary>
    public double FaultAt { get; init; }

    public double NextAt { get; private set; }

    /// <summary>When it was found out, in seconds.</summary>
    public double? FoundAt { get; set; }

    public double Temperature(double at) => Is(BehaviourKind.Range, at) ? _level + 60 : _level + _swing * (2 * chance.NextDouble() - 1);

    public int Bytes(double at) => Is(BehaviourKind.Size, at) ? 10 * _bytes : _bytes + chance.Next(20);

    public double Count(double at) => _counter += Is(BehaviourKind.Sequence, at) && chance.Next(3) == 0 ? 2 : 1;

    /// <summary>Sets when it reports next.</summary>
    public void GoOn(double at)
    {
        double period = Is(BehaviourKind.Rate, at) ? _period / 50 : Is(BehaviourKind.Silence, at) ? 1e9 : _period;
        NextAt = at + period * (1 + Jitter * (2 * chance.NextDouble() - 1));
    }

    private bool Is(BehaviourKind fault, double at) => Fault == fault && at >= FaultAt;
}
