namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>One channel's swinging door. From the last kept point, the pivot, a line goes to the newest reading, which is held. The slopes that pass all
/// readings between within the error form a corridor; a reading outside of it has the held one kept, which becomes the pivot.</summary>
/// <remarks>The door of the 1987 patent tests only that the corridor is not empty, and its lines may be off by twice the error. Here the line that
/// is drawn must lie in the corridor, so that the error holds.</remarks>
internal sealed class Door(double error)
{
    /// <summary>So many late readings in a row, with none between that is not, mean that the time is theirs.</summary>
    private const int LateMax = 16;

    private double _pivot;
    private double _low = double.NegativeInfinity;
    private double _high = double.PositiveInfinity;
    private long _late;

    public bool IsStarted { get; private set; }

    public bool Holds { get; private set; }

    public long PivotUs { get; private set; }

    public long HeldUs { get; private set; }

    public double Held { get; private set; }

    public Arrival Arrives(long timeUs, long setBackUs)
    {
        if (!IsStarted) return Arrival.Anew;
        long behindUs = (Holds ? HeldUs : PivotUs) - timeUs;
        if (behindUs >= 0 && behindUs <= setBackUs && ++_late < LateMax) return Arrival.Late;
        _late = 0;
        return behindUs < 0 ? Arrival.InOrder : Arrival.Anew;
    }

    /// <summary>Whether the line to this newest reading passes all between within the error.</summary>
    public bool Spans(long timeUs, double value) => IsInCorridor(Slope(timeUs, value));

    /// <summary>Whether the line to the held reading passes a late one within the error. From then on lines keep to that one too.</summary>
    public bool Covers(long timeUs, double value)
    {
        if (timeUs == PivotUs) return Math.Abs(value - _pivot) <= error;
        double slope = Slope(HeldUs, Held);
        if (!Holds || timeUs < PivotUs || !(slope >= Slope(timeUs, value - error) && slope <= Slope(timeUs, value + error))) return false;
        Narrow(timeUs, value);
        return true;
    }

    public void Hold(long timeUs, double value)
    {
        Narrow(timeUs, value);
        (HeldUs, Held, Holds) = (timeUs, value, true);
    }

    public void Begin(long timeUs, double value)
    {
        (PivotUs, _pivot, IsStarted, Holds) = (timeUs, value, true, false);
        (_low, _high) = (double.NegativeInfinity, double.PositiveInfinity);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(IsStarted);
        writer.Write(Holds);
        writer.Write(PivotUs);
        writer.Write(HeldUs);
        writer.Write(_late);
        writer.Write([_pivot, Held, _low, _high]);
    }

    public void Load(ref StateReader reader)
    {
        (IsStarted, Holds) = (reader.ReadBoolean(), reader.ReadBoolean());
        (PivotUs, HeldUs, _late) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        Span<double> values = stackalloc double[4];
        reader.Read(values);
        (_pivot, Held, _low, _high) = (values[0], values[1], values[2], values[3]);
    }

    private double Slope(long timeUs, double value) => (value - _pivot) / (timeUs - PivotUs);

    // Values so large that their difference has no number lie on no line.
    private bool IsInCorridor(double slope) => slope >= _low && slope <= _high && double.IsFinite(slope);

    private void Narrow(long timeUs, double value)
    {
        _low = Math.Max(_low, Slope(timeUs, value - error));
        _high = Math.Min(_high, Slope(timeUs, value + error));
    }
}
