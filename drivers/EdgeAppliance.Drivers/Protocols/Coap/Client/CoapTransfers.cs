namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Whole bodies, in blocks where they are long (RFC 7959). Blocks the thread that asks; not the one that receives.</summary>
internal sealed class CoapTransfers(CoapClient client, int bodyBytesMax)
{
    /// <exception cref="IOException">There is no answer, or its blocks do not fit together.</exception>
    public CoapResponse Get(CoapTarget target) => Whole(target, Wait(client.Ask(new CoapAsk(CoapCode.Get, target))));

    /// <summary>Gets a resource, and from then on is told of its changes, as far as the server agrees.</summary>
    /// <param name="notified">Takes them, maybe a first block alone: <see cref="Whole"/> fetches the rest.</param>
    /// <exception cref="IOException">As with <see cref="Get"/>.</exception>
    public CoapResponse Observe(CoapTarget target, Action<CoapResponse> notified)
    {
        var first = Wait(client.Ask(new CoapAsk(CoapCode.Get, target) { Observe = 0 }, notified));
        return Whole(target, first) with { Observe = first.Observe };
    }

    /// <summary>Puts or posts a body. Of a long answer the first block is enough: what was done stands in its code.</summary>
    /// <exception cref="IOException">As with <see cref="Get"/>.</exception>
    public CoapResponse Send(CoapAsk ask)
    {
        var body = ask.Payload;
        if (body.Length <= CoapBlock.SizeMax) return Wait(client.Ask(ask));
        var block = new CoapBlock(0, true, CoapBlock.ExponentMax);
        while (true)
        {
            int length = (int)Math.Min(block.Size, body.Length - block.Offset);
            block = block with { More = block.Offset + length < body.Length };
            var response = Wait(client.Ask(ask with { Payload = body.Slice((int)block.Offset, length), Block1 = block, Size1 = block.Number == 0 ? (uint)body.Length : null }));
            if (!block.More || response.Code != CoapCode.Continue) return response;
            block = Next(block, response.Block1);
        }
    }

    /// <summary>Fetches the blocks behind the first one, where there are some.</summary>
    /// <exception cref="IOException">As with <see cref="Get"/>.</exception>
    public CoapResponse Whole(CoapTarget target, CoapResponse first)
    {
        if (first.Block2 is not { More: true } block) return first;
        var body = new MemoryStream();
        var part = first;
        while (true)
        {
            if (!part.IsSuccess) return part;
            // Section 2.4: parts of two representations must not be put together.
            if (part.Block2 is not { } got || got.Offset != body.Length || (got.More && part.Payload.Length != got.Size) || !part.ETag.Span.SequenceEqual(first.ETag.Span))
                throw new IOException("The blocks of the answer do not fit together.");
            if (body.Length + part.Payload.Length > bodyBytesMax) throw new IOException($"The answer has more than {bodyBytesMax} bytes.");
            body.Write(part.Payload.Span);
            if (!got.More) return first with { Payload = body.ToArray(), Block2 = null };
            block = new CoapBlock((int)(body.Length / got.Size), false, got.SizeExponent);
            part = Wait(client.Ask(new CoapAsk(CoapCode.Get, target) { Block2 = block }));
        }
    }

    // Section 2.5: a server may ask for smaller blocks, and then those that follow are counted by its size.
    private static CoapBlock Next(CoapBlock sent, CoapBlock? answered)
    {
        int exponent = Math.Min(sent.SizeExponent, answered?.SizeExponent ?? sent.SizeExponent);
        return new CoapBlock((int)((sent.Offset + sent.Size) >> (exponent + 4)), true, exponent);
    }

    private static CoapResponse Wait(Task<CoapResponse> answer) => answer.GetAwaiter().GetResult();
}
