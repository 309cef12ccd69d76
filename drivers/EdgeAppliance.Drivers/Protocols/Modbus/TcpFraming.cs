using System.Buffers.Binary;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3: transaction, protocol (0), length of the rest, unit.</summary>
internal sealed class TcpFraming(ByteLink link, TimeProvider time) : ModbusFraming(link, time)
{
    private const int HeadBytes = 7, UnitPlace = 6;

    // What length may count: the unit, a function and at least one byte more.
    private const int LengthMin = 3, LengthMax = ModbusPdu.BytesMax + 1;

    private readonly byte[] _in = new byte[HeadBytes + ModbusPdu.BytesMax];
    private readonly byte[] _out = new byte[HeadBytes + ModbusPdu.BytesMax];
    private int _filled;
    private ushort _transaction;

    public override int Exchange(byte unit, ReadOnlySpan<byte> request, Span<byte> answer, TimeSpan timeout)
    {
        Send(unit, request);
        long until = After(timeout);
        for (int frames = 0; frames < ForeignMax; frames++)
        {
            int bytes = NextFrame(unit, until);
            bool isMine = BinaryPrimitives.ReadUInt16BigEndian(_in) == _transaction && _in[UnitPlace] == unit;
            var pdu = _in.AsSpan(HeadBytes, bytes - HeadBytes);
            bool isAnswer = isMine && ModbusPdu.IsAnswer(request, pdu);
            if (isAnswer) pdu.CopyTo(answer);
            _in.AsSpan(bytes, _filled - bytes).CopyTo(_in);
            _filled -= bytes;
            if (isAnswer) return bytes - HeadBytes;
            if (isMine) throw Unreadable(unit, "is no answer to what was asked");
            Foreign++;
        }
        throw Unreadable(unit, $"were {ForeignMax} answers to other requests");
    }

    public override bool IsBroken(BusFault fault) => fault != BusFault.NoAnswer;

    private void Send(byte unit, ReadOnlySpan<byte> request)
    {
        _transaction++;
        BinaryPrimitives.WriteUInt16BigEndian(_out, _transaction);
        BinaryPrimitives.WriteUInt16BigEndian(_out.AsSpan(4), (ushort)(request.Length + 1));
        _out[UnitPlace] = unit;
        request.CopyTo(_out.AsSpan(HeadBytes));
        Link.Write(_out.AsSpan(0, HeadBytes + request.Length));
    }

    /// <returns>Bytes of the frame that lies at the beginning of what came in.</returns>
    private int NextFrame(byte unit, long until)
    {
        Fill(UnitPlace, unit, until);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_in.AsSpan(4));
        if (BinaryPrimitives.ReadUInt16BigEndian(_in.AsSpan(2)) != 0 || length is < LengthMin or > LengthMax) throw Unreadable(unit, "is no Modbus");
        Fill(UnitPlace + length, unit, until);
        return UnitPlace + length;
    }

    private void Fill(int bytes, byte unit, long until)
    {
        while (_filled < bytes)
        {
            int read = Link.Read(_in.AsSpan(_filled), Left(until));
            if (read == 0) throw NoAnswer(unit);
            _filled += read;
        }
    }
}
