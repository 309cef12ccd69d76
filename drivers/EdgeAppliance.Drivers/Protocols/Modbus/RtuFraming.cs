using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>MODBUS over Serial Line V1.02, section 2.5.1: unit, request, checksum, and silence before. Where a frame ends is known from what was
/// asked and not from the clock, which no process is quick enough for. An answer is found wherever it begins, since a line that changes its
/// direction often makes a byte of its own.</summary>
/// <remarks>One exchange:
/// <list type="number">
/// <item>wait until the line is silent, and drop what comes meanwhile: answers that are too late,</item>
/// <item>send,</item>
/// <item>gather bytes until an answer with its checksum is among them,</item>
/// <item>at a pause without one, pass over whole frames of others and go on; anything else is noise.</item>
/// </list></remarks>
/// <param name="echoes">The adapter hears what it sends itself, which must not pass for an answer: one to a write is its request's own bytes. Where this is not
/// said, reading finds it out, whose answers are never so.</param>
internal sealed class RtuFraming(ByteLink link, TimeProvider time, bool echoes = false) : ModbusFraming(link, time)
{
    private const int FrameBytesMin = 5, ErrorFlag = 0x80;

    // Half a second at the slowest rates. A line that is never silent for that long has another master.
    private const int NoisyReadsMax = 64;

    // No device pauses within a frame for this long, nor does the kernel or a converter.
    private static readonly TimeSpan s_pauseMin = TimeSpan.FromMilliseconds(100);

    // Section 2.5.1.1: three and a half characters, above 19200 bit/s a fixed time.
    private static readonly TimeSpan s_silenceMin = TimeSpan.FromMicroseconds(1750);

    private readonly byte[] _in = new byte[2 * (ModbusPdu.BytesMax + 1 + ModbusCrc.Bytes)];
    private readonly byte[] _out = new byte[ModbusPdu.BytesMax + 1 + ModbusCrc.Bytes];
    private readonly TimeSpan _silence = link.ByteTime == TimeSpan.Zero ? TimeSpan.Zero : Longer(link.ByteTime * 3.5, s_silenceMin);
    private readonly TimeSpan _pause = Longer(link.ByteTime * 8, s_pauseMin);
    private int _filled;
    private bool _hasEchoed;

    public override int Exchange(byte unit, ReadOnlySpan<byte> request, Span<byte> answer, TimeSpan timeout)
    {
        WaitForSilence(unit); // 1
        Send(unit, request); // 2
        long until = After(timeout);
        _filled = 0;
        bool mayEcho = true;
        for (int foreign = 0; foreign < ForeignMax;)
        {
            // 3: gather
            var left = Left(until);
            int read = Link.Read(_in.AsSpan(_filled), _filled > 0 && left > _pause ? _pause : left);
            _filled += read;
            if (mayEcho) mayEcho = MayStillEcho(request);
            int bytes = Find(unit, request, answer);
            if (bytes > 0) return bytes;
            if (read > 0 && _filled < _in.Length) continue;
            // 4: pause
            if (_filled == 0) throw NoAnswer(unit);
            if (!TryDropFrames(ref foreign)) throw Unreadable(unit, "does not fit its checksum, or is no answer to what was asked");
        }
        throw Unreadable(unit, $"were {ForeignMax} answers of others");
    }

    public override bool IsBroken(BusFault fault) => fault is not (BusFault.NoAnswer or BusFault.Checksum);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void WaitForSilence(byte unit)
    {
        int reads = 0;
        while (Link.Read(_in, _silence) > 0)
            if (++reads == NoisyReadsMax) throw Unreadable(unit, "never ends: the line is not silent");
        if (reads > 0) Foreign++;
    }

    private void Send(byte unit, ReadOnlySpan<byte> request)
    {
        _out[0] = unit;
        request.CopyTo(_out.AsSpan(1));
        ushort crc = ModbusCrc.Of(_out.AsSpan(0, request.Length + 1));
        _out[request.Length + 1] = (byte)crc;
        _out[request.Length + 2] = (byte)(crc >> 8);
        Link.Write(_out.AsSpan(0, request.Length + 1 + ModbusCrc.Bytes));
    }

    /// <summary>Drops the request's own bytes where they come back.</summary>
    /// <returns>False once that is decided.</returns>
    private bool MayStillEcho(ReadOnlySpan<byte> request)
    {
        bool isRead = request[0] <= (byte)ModbusTable.Input;
        if (!isRead && !echoes && !_hasEchoed) return false;
        int sent = 1 + request.Length + ModbusCrc.Bytes, compared = Math.Min(sent, _filled);
        if (!_in.AsSpan(0, compared).SequenceEqual(_out.AsSpan(0, compared)))
        {
            // Another adapter, maybe.
            if (isRead) _hasEchoed = false;
            return false;
        }
        if (compared < sent) return true;
        _in.AsSpan(sent, _filled - sent).CopyTo(_in);
        _filled -= sent;
        _hasEchoed = true;
        return false;
    }

    private int Find(byte unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        for (int at = 0; at + FrameBytesMin <= _filled; at++)
        {
            if (_in[at] != unit) continue;
            int bytes = (_in[at + 1] & ErrorFlag) != 0 ? 2 : ModbusPdu.AnswerBytes(request);
            if (at + 1 + bytes + ModbusCrc.Bytes > _filled) continue;
            var frame = _in.AsSpan(at, 1 + bytes + ModbusCrc.Bytes);
            var pdu = frame[1..^ModbusCrc.Bytes];
            if (!ModbusPdu.IsAnswer(request, pdu) || !ModbusCrc.Fits(frame)) continue;
            pdu.CopyTo(answer);
            return bytes;
        }
        return 0;
    }

    private bool TryDropFrames(ref int foreign)
    {
        while (_filled > 0)
        {
            int bytes = FrameBytes(_in.AsSpan(0, _filled));
            if (bytes == 0 || bytes > _filled || !ModbusCrc.Fits(_in.AsSpan(0, bytes))) return false;
            _in.AsSpan(bytes, _filled - bytes).CopyTo(_in);
            _filled -= bytes;
            Foreign++;
            foreign++;
        }
        return true;
    }

    /// <returns>How long an answer is that begins like this; 0 where that is not known.</returns>
    private static int FrameBytes(ReadOnlySpan<byte> begin)
    {
        if (begin.Length < FrameBytesMin) return 0;
        if ((begin[1] & ErrorFlag) != 0) return FrameBytesMin;
        return begin[1] switch
        {
            >= (byte)ModbusTable.Coil and <= (byte)ModbusTable.Input => FrameBytesMin + begin[2],
            (byte)ModbusFunction.WriteCoil or (byte)ModbusFunction.WriteRegister or (byte)ModbusFunction.WriteCoils or (byte)ModbusFunction.WriteRegisters => 8,
            _ => 0,
        };
    }
}
