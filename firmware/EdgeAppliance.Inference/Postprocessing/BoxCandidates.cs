namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>The best boxes that were offered, and of those that cover each other the best alone (greedy non-maximum suppression). On the stack.</summary>
internal ref struct BoxCandidates(Span<double> memory)
{
    /// <summary>More than these are not looked at.</summary>
    public const int Max = 256;

    public const int ValuesMax = Max * Boxes.ValuesPerBox;

    private readonly Span<double> _memory = memory;
    private int _count;
    private int _worst;

    /// <param name="left">As a part of the picture's width, like the rest.</param>
    public void Offer(double left, double top, double width, double height, double score)
    {
        int at = _count;
        if (_count == Max)
        {
            if (!(score > Of(_worst)[4])) return;
            at = _worst;
        }
        else _count++;
        var box = Of(at);
        (box[0], box[1], box[2], box[3], box[4]) = (left, top, width, height, score);
        if (_count == Max) FindWorst();
    }

    /// <summary>Writes the best first, and zeros where there are no more.</summary>
    /// <returns>How many there are, those that there was no room for among them.</returns>
    public int TakeBest(Span<double> boxes, double overlapMost)
    {
        boxes.Clear();
        int taken = 0;
        while (FindBest() is >= 0 and var best)
        {
            var box = Of(best);
            int to = taken++ * Boxes.ValuesPerBox;
            if (to < boxes.Length) box.CopyTo(boxes[to..]);
            for (int i = 0; i < _count; i++)
                if (i != best && Overlap(box, Of(i)) > overlapMost) Of(i)[4] = double.NegativeInfinity;
            box[4] = double.NegativeInfinity;
        }
        return taken;
    }

    private readonly Span<double> Of(int index) => _memory.Slice(index * Boxes.ValuesPerBox, Boxes.ValuesPerBox);

    private void FindWorst()
    {
        for (int i = _worst = 0; i < _count; i++)
            if (Of(i)[4] < Of(_worst)[4]) _worst = i;
    }

    private readonly int FindBest()
    {
        int best = -1;
        double score = double.NegativeInfinity;
        for (int i = 0; i < _count; i++)
            if (Of(i)[4] > score) (best, score) = (i, Of(i)[4]);
        return best;
    }

    /// <summary>What two boxes share, as a part of what they cover together.</summary>
    private static double Overlap(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double width = Math.Min(a[0] + a[2], b[0] + b[2]) - Math.Max(a[0], b[0]);
        double height = Math.Min(a[1] + a[3], b[1] + b[3]) - Math.Max(a[1], b[1]);
        if (!(width > 0) || !(height > 0)) return 0;
        double shared = width * height;
        return shared / (a[2] * a[3] + b[2] * b[3] - shared);
    }
}
