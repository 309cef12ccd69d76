namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>Reads one family of detectors' raw outputs. Holds no state: any thread may use it.</summary>
internal abstract class BoxReader
{
    /// <returns>False where an output is no number: nothing is known then of what is in the picture.</returns>
    public abstract bool Read(ReadOnlySpan<double> values, ref BoxCandidates candidates);
}
