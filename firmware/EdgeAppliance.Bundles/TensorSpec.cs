namespace EdgeAppliance.Bundles;

/// <summary>A model's input or output, whose shape is fixed: what runs on a board is bound once and never grows.</summary>
public sealed record TensorSpec(string Name, TensorType Type, IReadOnlyList<int> Shape)
{
    public int Elements
    {
        get
        {
            int elements = 1;
            foreach (int dimension in Shape) elements = checked(elements * dimension);
            return elements;
        }
    }

    public int Bytes => checked(Elements * TensorTypes.BytesOf(Type));

    public override string ToString() => $"{Name} {TensorTypes.NameOf(Type)}[{string.Join('×', Shape)}]";
}
