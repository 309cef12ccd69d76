using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>What the lines are at now, as rows of readings: every change makes one, but for lines that are counted. Used by the source's thread.</summary>
internal sealed class GpioRows
{
    private readonly int _inputs;
    private readonly int[] _countPlace;
    private readonly double[] _row;
    private readonly uint[] _sequences;

    public GpioRows(GpioOptions options)
    {
        _inputs = options.Inputs.Count;
        _row = new double[options.Channels.Count()];
        _sequences = new uint[_inputs];
        _countPlace = new int[_inputs];
        int next = _inputs + options.Outputs.Count;
        for (int i = 0; i < _inputs; i++) _countPlace[i] = options.Inputs[i].IsCounted ? next++ : -1;
        Lines = _inputs + options.Outputs.Count;
    }

    public int Lines { get; }

    /// <summary>Changes that the kernel had no room for.</summary>
    public long Lost { get; private set; }

    /// <summary>The lines were asked for anew: their changes are counted from 1 again.</summary>
    public void Restart() => Array.Clear(_sequences);

    /// <returns>Whether it makes a row.</returns>
    public bool Take(GpioEdge edge)
    {
        if (edge.Line < 0 || edge.Line >= _inputs) return false;
        // Unsigned, so that the kernel's counter may wrap.
        uint lost = edge.Sequence - _sequences[edge.Line] - 1;
        _sequences[edge.Line] = edge.Sequence;
        Lost += lost;
        _row[edge.Line] = edge.IsRising ? 1 : 0;
        int place = _countPlace[edge.Line];
        if (place < 0) return true;
        _row[place] += 1 + lost;
        return false;
    }

    public void Take(ulong levels)
    {
        for (int i = 0; i < Lines; i++) _row[i] = levels >> i & 1;
    }

    public void Add(ReadingBatch batch, long timeUs) => batch.AddRow(timeUs, _row);

    public long TakeLost()
    {
        long lost = Lost;
        Lost = 0;
        return lost;
    }
}
