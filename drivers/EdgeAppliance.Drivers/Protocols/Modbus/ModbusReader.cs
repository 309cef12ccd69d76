using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Reads one unit's channels, block by block. Requests that fail are sent again; a block that the unit refuses for its address is halved until
/// what it does not have is alone. Used by the source's thread; anyone may ask for the conditions.</summary>
internal sealed class ModbusReader
{
    private static readonly TimeSpan s_askAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_backOff = TimeSpan.FromMilliseconds(50);

    private readonly ModbusUnitOptions _unit;
    private readonly ModbusOptions _options;
    private readonly ModbusLine _line;
    private readonly TimeProvider _time;
    private readonly Pause _pause;
    private readonly SourceFaults _faults;
    private readonly byte[] _request = new byte[ModbusPdu.BytesMax];
    private readonly byte[] _answer = new byte[ModbusPdu.BytesMax];
    private List<ModbusBlock> _blocks = [];
    private long _plannedFor = -1;
    private volatile string _refused = "";

    public ModbusReader(ModbusUnitOptions unit, ModbusOptions options, ModbusLine line, SourceFaults faults, Pause pause)
    {
        _unit = unit;
        _options = options;
        _line = line;
        _faults = faults;
        _pause = pause;
        _time = pause.Time;
    }

    /// <param name="row">A number a channel; NaN where the unit refuses it.</param>
    /// <returns>False where it refuses all.</returns>
    /// <exception cref="BusException">The unit does not answer.</exception>
    public bool Read(Span<double> row)
    {
        Plan();
        bool any = false;
        for (int i = 0; i < _blocks.Count; i++)
        {
            var block = _blocks[i];
            bool wasRefused = block.Error != ModbusError.None;
            if (wasRefused && _time.GetTimestamp() < block.AskAgainAt) block.TakeNothing(row);
            else if (TryRead(block, row)) any = true;
            else if (block is { CanSplit: true, Error: ModbusError.IllegalAddress or ModbusError.IllegalValue }) Split(i--);
            else if (!wasRefused) NameRefused();
            if (wasRefused && block.Error == ModbusError.None) NameRefused();
        }
        return any;
    }

    public void AddConditions(string subject, List<HealthCondition> conditions)
    {
        if (_refused is { Length: > 0 } refused)
            conditions.Add(new HealthCondition("modbus.channels-refused", HealthSeverity.Warning, subject, $"Unit {_unit.Unit} refuses {refused}.", ModbusFaults.Policy.Remedy(BusFault.Refused)));
    }

    // What a device refused may be another one's behind the same address: each new connection begins with whole blocks.
    private void Plan()
    {
        // The first connection is opened by the first request.
        long opened = Math.Max(1, _line.Opened);
        if (_plannedFor == opened) return;
        _plannedFor = opened;
        _blocks = ModbusPlan.Make(_unit.Channels, _options.Blocks);
        _refused = "";
    }

    private void Split(int index)
    {
        var (lower, upper) = _blocks[index].Split();
        _blocks[index] = lower;
        _blocks.Insert(index + 1, upper);
    }

    private bool TryRead(ModbusBlock block, Span<double> row)
    {
        int request = ModbusPdu.Read(_request, block.Table, block.Address, block.Count);
        int bytes = Exchange(_request.AsSpan(0, request));
        block.Error = ModbusPdu.ErrorOf(_request, _answer.AsSpan(0, bytes));
        if (block.Error == ModbusError.None) block.Take(ModbusPdu.Values(_answer.AsSpan(0, bytes)), row);
        else
        {
            block.TakeNothing(row);
            block.AskAgainAt = _time.GetTimestamp() + (long)(s_askAgain.TotalSeconds * _time.TimestampFrequency);
        }
        return block.Error == ModbusError.None;
    }

    private int Exchange(ReadOnlySpan<byte> request)
    {
        // A unit that has just been given up is asked once: it must not take the line from the others.
        int retries = _faults.IsFailing ? 0 : _options.Retries;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                int bytes = _line.Exchange(_unit.Unit, request, _answer);
                var error = ModbusPdu.ErrorOf(request, _answer.AsSpan(0, bytes));
                if (ModbusErrors.IsSilence(error)) throw new BusException(BusFault.NoAnswer, $"Unit {_unit.Unit}: {ModbusErrors.Text(error)}.");
                if (!ModbusErrors.MayPass(error) || attempt >= retries) return bytes;
            }
            catch (BusException e) when (attempt < retries && !_line.IsDown && !_line.Stop.IsCancellationRequested)
            {
                _faults.Note(e);
            }
            _pause.For((s_backOff * (1 << attempt)).TotalMilliseconds);
        }
    }

    private void NameRefused()
    {
        var refused = _blocks.Where(block => block.Error != ModbusError.None).Select(block => $"{string.Join(", ", block.Names)}: {ModbusErrors.Text(block.Error)}");
        _refused = string.Join("; ", refused);
    }
}
