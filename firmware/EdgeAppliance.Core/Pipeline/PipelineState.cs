using System.Buffers;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>All that a pipeline's output depends on: each device's steps and the next sequence numbers. Deterministic: it knows no
/// clock, no thread and no store. A snapshot is, as <see cref="StateWriter"/> writes:
/// <code>version 1 · fingerprint · next record · next alarm · devices · (source · device · state of each step)*</code>
/// and where there are privacy budgets version 3, with them behind the next alarm, because they hold whatever the steps are:
/// <code>unknown · budgets · (source · device · mechanism · end of period · spent · began)*</code> Version 2 lacks when the budgets began.</summary>
internal sealed class PipelineState(PipelineOptions options, RecordWriter writer)
{
    private const long Version = 1;
    private const long BudgetsVersion = 3;
    private const long BeganlessVersion = 2;

    /// <summary>Budgets that are kept, those of devices that no step knows any more among them.</summary>
    private const int BudgetsMax = 8192;

    private readonly Dictionary<(string Source, string Device), DeviceChain> _chains = [];

    // Of devices that have not come since the start.
    private readonly Dictionary<(string Source, string Device), BudgetSpent> _budgets = [];
    private bool _areBudgetsUnknown;

    private readonly ChainUndo _undo = new();

    public int Devices => _chains.Count;

    /// <summary>Readings of devices over the limit.</summary>
    public long Refused { get; private set; }

    public StepMeters Meters { get; } = new();

    /// <exception cref="UnfitReadingException">Some of the readings, one of many where there are several, cannot be taken; the device's
    /// steps are in the middle of it.</exception>
    public void Process(ReadingBatch batch)
    {
        _undo.Forget();
        ChainFor(batch)?.Process(batch);
    }

    /// <summary>Processes a single reading.</summary>
    /// <exception cref="UnfitReadingException">It cannot be taken; the device's steps are as though it had never come.</exception>
    public void ProcessOne(ReadingBatch reading)
    {
        if (ChainFor(reading) is not { } chain) return;
        _undo.Begin(chain);
        try
        {
            chain.Process(reading);
            _undo.Passed(reading);
        }
        catch (UnfitReadingException)
        {
            PutBack(KeyOf(reading), chain);
            throw;
        }
    }

    /// <summary>Has the steps that learn on site forget what is normal.</summary>
    /// <returns>False where none learns.</returns>
    public bool Recommission()
    {
        _undo.Forget();
        bool any = false;
        foreach (var chain in _chains.Values)
            foreach (var step in chain.Steps)
                if (step is Normalize learnt) any |= learnt.Recommission();
        return any;
    }

    /// <summary>Has the steps hand on what they hold back.</summary>
    public void Flush()
    {
        _undo.Forget();
        foreach (var chain in _chains.Values) chain.Flush();
    }

    public byte[] Save()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        var state = new StateWriter(bytes);
        var budgets = Budgets();
        state.Write(budgets.Count > 0 || _areBudgetsUnknown ? BudgetsVersion : Version);
        state.Write(options.Fingerprint);
        state.Write(writer.NextRecord);
        state.Write(writer.NextAlarm);
        if (budgets.Count > 0 || _areBudgetsUnknown) SaveBudgets(state, budgets);
        state.Write((long)_chains.Count);
        foreach (var ((source, device), chain) in _chains)
        {
            state.Write(source);
            state.Write(device);
            chain.Save(state);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <returns>False where the snapshot is of other steps: only its sequence numbers are taken up.</returns>
    /// <exception cref="InvalidDataException">The snapshot is damaged.</exception>
    public bool Load(ReadOnlySpan<byte> snapshot)
    {
        var reader = new StateReader(snapshot);
        long version = reader.ReadInt64();
        if (version is not (Version or BeganlessVersion or BudgetsVersion)) throw new InvalidDataException($"A pipeline's snapshot has version {version}, not {Version} to {BudgetsVersion}.");
        bool same = reader.ReadString() == options.Fingerprint;
        writer.ContinueFrom(reader.ReadInt64(), reader.ReadInt64());
        _chains.Clear();
        _budgets.Clear();
        if (version != Version) LoadBudgets(ref reader, version == BudgetsVersion);
        if (!same) return false;
        long devices = reader.ReadInt64();
        for (long i = 0; i < devices; i++) Add(reader.ReadString(), reader.ReadString()).Load(ref reader);
        if (!reader.AtEnd) throw new InvalidDataException("A pipeline's snapshot is longer than its steps' state.");
        return true;
    }

    /// <summary>Part of what was done before is lost, so nobody knows what was spent: every budget counts as spent until it renews.</summary>
    public void ForgetBudgets()
    {
        _areBudgetsUnknown = true;
        _budgets.Clear();
        foreach (var chain in _chains.Values) chain.Budget?.Forget();
    }

    private (string Source, string Device) KeyOf(ReadingBatch batch) => options.Steps.JoinsDevices ? (options.Name, options.Name) : (batch.Source, batch.Device);

    private DeviceChain? ChainFor(ReadingBatch batch)
    {
        var key = KeyOf(batch);
        if (_chains.TryGetValue(key, out var chain)) return chain;
        if (_chains.Count < options.DevicesMax) return Add(key.Source, key.Device);
        Refused += batch.Count;
        return null;
    }

    // What a budget has spent stays spent, though nothing came of it.
    private void PutBack((string Source, string Device) key, DeviceChain chain)
    {
        if (chain.Budget?.Spent is { } spent) _budgets[key] = spent;
        _undo.PutBack(Add(key.Source, key.Device), () => new DeviceChain(options, key.Source, key.Device, writer, new StepMeters()), writer);
    }

    private DeviceChain Add(string source, string device)
    {
        var chain = new DeviceChain(options, source, device, writer, Meters);
        if (chain.Budget is { } budget)
        {
            if (_budgets.Remove((source, device), out var spent)) budget.TakeUp(spent);
            else if (_areBudgetsUnknown) budget.Forget();
        }
        return _chains[(source, device)] = chain;
    }

    private List<(string Source, string Device, BudgetSpent Spent)> Budgets()
    {
        var budgets = new List<(string, string, BudgetSpent)>();
        foreach (var ((source, device), chain) in _chains)
            if (chain.Budget?.Spent is { } spent) budgets.Add((source, device, spent));
        foreach (var ((source, device), spent) in _budgets) budgets.Add((source, device, spent));
        return budgets;
    }

    private void SaveBudgets(StateWriter state, List<(string Source, string Device, BudgetSpent Spent)> budgets)
    {
        // Of a budget that is not kept nobody knows what was spent.
        int count = Math.Min(budgets.Count, BudgetsMax);
        state.Write(_areBudgetsUnknown |= count < budgets.Count);
        state.Write((long)count);
        foreach (var (source, device, spent) in budgets[..count])
        {
            state.Write(source);
            state.Write(device);
            spent.Save(state);
        }
    }

    private void LoadBudgets(ref StateReader reader, bool hasBegan)
    {
        _areBudgetsUnknown = reader.ReadBoolean();
        long count = reader.ReadInt64();
        if (count is < 0 or > BudgetsMax) throw new InvalidDataException($"A pipeline's snapshot has {count} privacy budgets.");
        for (long i = 0; i < count; i++) _budgets[(reader.ReadString(), reader.ReadString())] = BudgetSpent.Load(ref reader, hasBegan);
    }
}
