using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Numbers what a pipeline makes and packs it: readings and inferences into one stream, alarms into one of their own.</summary>
/// <param name="isPrivate">Records of readings that no privacy step has cleared are refused.</param>
internal sealed class RecordWriter(string pipeline, bool isPrivate = false)
{
    private readonly byte[] _stream = Encoding.UTF8.GetBytes(pipeline);
    private readonly byte[] _alarmStream = Encoding.UTF8.GetBytes(StreamNames.AlarmsOf(pipeline));
    private readonly Dictionary<(string Alarm, bool Active), byte[]> _alarmMembers = [];
    private long _written;
    private long _alarmsWritten;
    private (int Length, int Count, long Next) _recordsMark;
    private (int Length, int Count, long Next) _alarmsMark;

    public RecordBuffer Records { get; private set; } = new();

    public RecordBuffer Alarms { get; private set; } = new();

    public long NextRecord { get; private set; } = 1;

    public long NextAlarm { get; private set; } = 1;

    /// <summary>Counts on without writing, because these records are stored already.</summary>
    public bool Suppressed { get; set; }

    /// <summary>Records written since the start, alarms among them; any thread reads it.</summary>
    public long Written => Volatile.Read(ref _written);

    public long AlarmsWritten => Volatile.Read(ref _alarmsWritten);

    public bool IsEmpty => Records.Count + Alarms.Count == 0;

    public int Bytes => Records.Length + Alarms.Length;

    public void Write(RecordType type, ReadOnlySpan<byte> subject, RecordJson json, ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Add(Records, Header(type, NextRecord++, batch, row), _stream, subject, json.Write(batch, row));
        }
    }

    public void Write(ReadOnlySpan<byte> subject, RecordJson json, AlarmChange change)
    {
        Add(Alarms, Header(RecordType.Alarm, NextAlarm++, change.Batch, change.Row), _alarmStream, subject, json.Write(Members(change), change.Batch, change.Row));
        if (!Suppressed) Volatile.Write(ref _alarmsWritten, _alarmsWritten + 1);
    }

    /// <summary>The numbers that the next records get.</summary>
    public RecordNumbers Next => new(NextRecord, NextAlarm);

    public void ContinueFromAtLeast(RecordNumbers next) => (NextRecord, NextAlarm) = RecordNumbers.Larger(Next, next);

    public void ContinueFrom(long nextRecord, long nextAlarm) => (NextRecord, NextAlarm) = (nextRecord, nextAlarm);

    /// <summary>What is written from here on can be undone.</summary>
    public void Mark()
    {
        _recordsMark = (Records.Length, Records.Count, NextRecord);
        _alarmsMark = (Alarms.Length, Alarms.Count, NextAlarm);
    }

    public void Undo()
    {
        Records.CutTo(_recordsMark.Length, _recordsMark.Count);
        Alarms.CutTo(_alarmsMark.Length, _alarmsMark.Count);
        (NextRecord, NextAlarm) = (_recordsMark.Next, _alarmsMark.Next);
    }

    /// <summary>Hands over what is written and goes on in other, empty buffers.</summary>
    public (RecordBuffer Records, RecordBuffer Alarms) Swap(RecordBuffer records, RecordBuffer alarms)
    {
        var full = (Records, Alarms);
        records.CutTo(0, 0);
        alarms.CutTo(0, 0);
        (Records, Alarms) = (records, alarms);
        return full;
    }

    public void Discard()
    {
        Records.CutTo(0, 0);
        Alarms.CutTo(0, 0);
    }

    private RecordHeader Header(RecordType type, long sequence, ReadingBatch batch, int row)
    {
        // The plan of a private pipeline was checked when it was bound. Were that wrong, nothing may leave all the same.
        if (isPrivate && !batch.Cleared) throw new StepException("A record of a private pipeline would leave without its privacy step.");
        return new RecordHeader(type, sequence, batch.TimesUs[row]) { IsPrivate = isPrivate, IsCleared = batch.Cleared };
    }

    private void Add(RecordBuffer buffer, RecordHeader header, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> data)
    {
        if (PackedRecords.SizeOf(stream, subject, data) > PackedRecords.RecordBytesMax)
            throw new UnfitReadingException($"A record of {data.Length} bytes is over the limit of {PackedRecords.RecordBytesMax}; select fewer channels.");
        // What is processed again must be found unfit again: else it gets a number that it did not have.
        if (Suppressed) return;
        buffer.Add(header, stream, subject, data);
        Volatile.Write(ref _written, _written + 1);
    }

    private byte[] Members(AlarmChange change)
    {
        if (_alarmMembers.TryGetValue((change.Alarm, change.Active), out var members)) return members;
        members = Encoding.UTF8.GetBytes($"\"alarm\":{RecordJson.Quoted(change.Alarm)},\"active\":{(change.Active ? "true" : "false")},");
        return _alarmMembers[(change.Alarm, change.Active)] = members;
    }
}
