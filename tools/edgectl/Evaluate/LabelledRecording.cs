namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>One experiment: channel values [rows × channels], row by row, and which rows are anomalous.</summary>
internal sealed record LabelledRecording(string Name, string[] Channels, double[] Values, bool[] Labels)
{
    public int Rows => Labels.Length;
}
